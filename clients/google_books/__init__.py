"""Google Books' volumes API, as far as it is used: facts/google_books.md."""

from clients.google_books.client import GoogleBooks

__all__ = ["GoogleBooks"]
