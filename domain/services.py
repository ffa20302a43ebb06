"""The external services, by name."""

from collections.abc import Mapping
from typing import Final

SERVICES: Final = ("qbittorrent", "mam", "audiobookshelf", "google_books")
TITLES: Final[Mapping[str, str]] = {
    "mam": "MyAnonamouse",
    "qbittorrent": "qBittorrent",
    "audiobookshelf": "Audiobookshelf",
    "google_books": "Google Books",
}
"""Their names for people, in the order in which the phases call them, MAM first."""

ADDRESSES: Final[Mapping[str, str]] = {
    "mam": "MAM_URL",
    "qbittorrent": "QBITTORRENT_URL",
    "audiobookshelf": "ABS_URL",
    "google_books": "GOOGLE_BOOKS_URL",
}
"""The setting with the address of each."""


def after_title(service: str | None, said: str) -> str:
    """What is said of a service as a sentence: "qBittorrent /login answered 403"; of anything else, what is said."""
    title = TITLES.get(service or "")
    return said if title is None else f"{title} {said}"
