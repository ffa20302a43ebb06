"""Lists and counts of the store's records."""
