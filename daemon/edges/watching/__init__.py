"""Watches the library's folders: changes, grouping them by book, comparing with the mirror."""
