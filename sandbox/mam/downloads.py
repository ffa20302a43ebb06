"""The .torrent files of the listings (facts/mam.md 4)."""

import re
from collections.abc import Iterable
from typing import Final

from aiohttp import web

from sandbox.catalogue import Listing
from sandbox.mam.rows import download_path_key
from sandbox.mam.tokens import octets, token
from sandbox.torrents import Torrent, make_torrent

_FILE_BYTES: Final = 2048


def content_of(listing: Listing) -> dict[str, bytes]:
    """The files of the listing's made-up torrent by path: as many as listed, short, always the same."""
    kind = listing.file_types[0]
    paths = [f"{_plain(listing.title)} - {count:03}.{kind}" for count in range(1, listing.files + 1)]
    return {path: octets("file", listing.torrent_id, path, length=_FILE_BYTES) for path in paths}


def _plain(title: str) -> str:
    return re.sub(r'[\\/:*?"<>|]+', "", title).strip()


class Torrents:
    """Gives each listing its torrent, and remembers those that were brought from outside.

    Args:
        uid: The account whose downloads these are; it stands in every comment.
    """

    def __init__(self, *, uid: int) -> None:
        self._uid = uid
        self._passkey = token("passkey", uid, length=32)
        self._known: dict[int, Torrent] = {}

    def register(self, torrent_id: int, torrent: Torrent) -> None:
        """From now on, that torrent is the listing's."""
        self._known[torrent_id] = torrent

    def of(self, listing: Listing) -> Torrent:
        """The listing's torrent, with the comment and the announce address that the site writes."""
        if listing.torrent_id not in self._known:
            self._known[listing.torrent_id] = make_torrent(
                f"{listing.authors[0]} - {_plain(listing.title)} [{listing.torrent_id}]",
                content_of(listing),
                comment=f"MID={listing.torrent_id},UID={self._uid}",
                announce=f"https://t.myanonamouse.net/tracker.php/{self._passkey}/announce",
            )
        return self._known[listing.torrent_id]

    def hashes(self, listings: Iterable[Listing]) -> dict[int, str]:
        """The v1 info hashes by torrent id."""
        return {listing.torrent_id: self.of(listing).info_hash for listing in listings}

    def requested(self, request: web.Request, listings: Iterable[Listing]) -> Listing | None:
        """The listing that a download address means: by the user's key where there is one, else by id."""
        key = request.match_info.get("key", "")
        tid = request.query.get("tid", "")
        for listing in listings:
            if key and key == download_path_key(listing, self._uid):
                return listing
            if not key and tid == str(listing.torrent_id):
                return listing
        return None


def torrent_answer(listing: Listing, torrent: Torrent) -> web.Response:
    """The .torrent file as the site sends it."""
    return web.Response(
        body=torrent.data,
        content_type="application/x-bittorrent",
        headers={"Content-Disposition": f'attachment; filename="{listing.torrent_id}.torrent"'},
    )
