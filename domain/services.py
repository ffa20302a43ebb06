"""The services that others own, by name."""

from collections.abc import Mapping
from typing import Final

SERVICES: Final = ("qbittorrent", "mam", "audiobookshelf", "google_books")
TITLES: Final[Mapping[str, str]] = {
    "mam": "MyAnonamouse",
    "qbittorrent": "qBittorrent",
    "audiobookshelf": "Audiobookshelf",
    "google_books": "Google Books",
}
"""As a person calls them, MAM first: in the order that the phases ask them in."""

ADDRESSES: Final[Mapping[str, str]] = {
    "mam": "MAM_URL",
    "qbittorrent": "QBITTORRENT_URL",
    "audiobookshelf": "ABS_URL",
    "google_books": "GOOGLE_BOOKS_URL",
}
"""The setting that holds the address of each."""
