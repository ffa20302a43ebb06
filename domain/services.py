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


def after_name(service: str, said: str) -> str:
    """What is said of a service, as it follows the service's name: "/login answered 403".

    The clients' sentences begin with the name.
    """
    title = TITLES.get(service, service)
    return said.removeprefix(f"{title} ")
