"""A stand-in for Audiobookshelf 2.36 that scans real folders: facts/audiobookshelf.md."""

from sandbox.audiobookshelf.audio import write_audio
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.faults import Fault
from sandbox.audiobookshelf.library import Library
from sandbox.audiobookshelf.server import SandboxAudiobookshelf
from sandbox.audiobookshelf.state import Write
from sandbox.audiobookshelf.users import User

__all__ = ["Book", "Fault", "Library", "SandboxAudiobookshelf", "User", "Write", "write_audio"]
