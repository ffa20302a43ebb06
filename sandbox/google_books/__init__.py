"""A stand-in for the Google Books volumes API that behaves as facts/google_books.md says."""

from sandbox.google_books.faults import Fault
from sandbox.google_books.server import SandboxGoogleBooks
from sandbox.google_books.volumes import VOLUMES, Volume, isbn_10, isbn_13, odd_volumes

__all__ = ["VOLUMES", "Fault", "SandboxGoogleBooks", "Volume", "isbn_10", "isbn_13", "odd_volumes"]
