"""The inbox: append, claim, settle, wait, wake."""
