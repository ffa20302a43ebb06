"""Gives each due event to its handler, and decides which daemon handles it."""
