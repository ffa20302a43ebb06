"""Writes to library items: decided, sent, read back, undone."""
