"""What lists and counts show of the store."""
