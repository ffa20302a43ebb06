"""Makes small v1 torrents (BEP 3)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PIECE_LENGTH: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Torrent:
    """A .torrent file and the v1 info hash, in lower case hexadecimal digits, of what it describes."""

    data: bytes = field(repr=False)
    info_hash: str


def make_torrent(name: str, files: Mapping[str, bytes], *, comment: str, announce: str) -> Torrent:
    """A private torrent of a folder with these files.

    Args:
        name: The folder.
        files: Their contents by path below the folder, with slashes.
        comment: As a torrent client shows it.
        announce: The tracker's address.
    """
    ordered = sorted(files.items())
    content = b"".join(data for _, data in ordered)
    info = {
        "name": name,
        "piece length": PIECE_LENGTH,
        "private": 1,
        "files": [{"length": len(data), "path": path.split("/")} for path, data in ordered],
        "pieces": b"".join(
            _sha1(content[start : start + PIECE_LENGTH]).digest()
            for start in range(0, len(content), PIECE_LENGTH)
        ),
    }
    whole = {"announce": announce, "comment": comment, "info": info}
    return Torrent(data=bencode(whole), info_hash=_sha1(bencode(info)).hexdigest())


def _sha1(data: bytes) -> "hashlib._Hash":
    return hashlib.sha1(data, usedforsecurity=False)


def bencode(value: object) -> bytes:
    """The value in the torrent format's encoding: integers, texts, bytes, lists and maps by text."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        return bencode(value.encode())
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    if isinstance(value, dict):
        pairs = sorted((key.encode(), item) for key, item in value.items())
        return b"d" + b"".join(bencode(key) + bencode(item) for key, item in pairs) + b"e"
    raise TypeError(f"bencode knows no {type(value).__name__}")
