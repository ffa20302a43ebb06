"""The handlers: one file per event, named after it."""
