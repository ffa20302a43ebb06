"""What is asked about torrents, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from clients.qbittorrent.conversation import Ask
from clients.qbittorrent.torrents import Torrent, TorrentFile, file_from, torrent_from
from domain.errors import ShelfhookError, UnavailableError, UnexpectedAnswerError

Told: TypeAlias = tuple[Torrent, tuple[TorrentFile, ...]] | None
"""A torrent and its files; None when there is none."""


def lower(*hashes: str | None) -> list[str]:
    """Those that there are, as they are compared."""
    return [text.lower() for text in hashes if text]


def ids(hashes: Iterable[str]) -> list[str]:
    """The ids that torrents with these hashes may have: of a long hash its head."""
    return [text[:40] for text in hashes]


def by_id(listed: Iterable[Mapping[str, Any]]) -> dict[str, Torrent]:
    """The torrents of a listing."""
    return {torrent.hash: torrent for torrent in map(torrent_from, listed)}


def tell(ask: Ask, wanted: Sequence[Sequence[str]]) -> list[Told | Exception]:
    """Of each some ids the first torrent there is, and its files; one listing for all of them.

    Raises:
        ShelfhookError: There is no listing, or qBittorrent fell silent.
    """
    listed = by_id(listing(ask, [one for some in wanted for one in some]))
    told: list[Told | Exception] = []
    for some in wanted:
        torrent = next((listed[one] for one in some if one in listed), None)
        try:
            told.append(None if torrent is None else (torrent, files(ask, torrent.hash)))
        except UnavailableError:
            raise  # nor would it answer for the others
        except ShelfhookError as error:
            told.append(error)
    return told


def listing(ask: Ask, some: Iterable[str] | None) -> list[Mapping[str, Any]]:
    """The entries of the torrents with some ids; of all of them for None."""
    path = "/api/v2/torrents/info"
    # An unknown torrent is an empty list, and never a 404.
    found = ask(path, lambda client: client.torrents_info(torrent_hashes=some), always_there=True)
    return _entries(found.result(), path)


def files(ask: Ask, info_hash: str) -> tuple[TorrentFile, ...]:
    """The files of the torrent with this id.

    Raises:
        NotFoundError: There is no such torrent any more.
    """
    path = "/api/v2/torrents/files"
    found = ask(path, lambda client: client.torrents_files(torrent_hash=info_hash))
    return tuple(map(file_from, _entries(found.result(), path)))


def _entries(found: Any, path: str) -> list[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
        raise UnexpectedAnswerError(f"qbittorrent {path} answered no list of entries")
    return found
