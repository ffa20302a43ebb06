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
