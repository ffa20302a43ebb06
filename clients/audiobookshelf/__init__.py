"""Audiobookshelf's API, as far as it is used: facts/audiobookshelf.md 1 to 3, 6 and 7."""

from clients.audiobookshelf.change import ItemChange
from clients.audiobookshelf.client import Audiobookshelf
from clients.audiobookshelf.covers import CoverRules, Covers
from clients.audiobookshelf.items import (
    AudioFile,
    Busy,
    Library,
    LibraryItem,
    ListedItem,
    Me,
    Page,
    ServerStatus,
)
from clients.audiobookshelf.search import BookSearch
from clients.audiobookshelf.server import Server, Turn
from clients.audiobookshelf.server_settings import ServerSettings

__all__ = [
    "AudioFile",
    "Audiobookshelf",
    "BookSearch",
    "Busy",
    "CoverRules",
    "Covers",
    "ItemChange",
    "Library",
    "LibraryItem",
    "ListedItem",
    "Me",
    "Page",
    "Server",
    "ServerSettings",
    "ServerStatus",
    "Turn",
]
