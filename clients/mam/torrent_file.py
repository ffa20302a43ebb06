"""A torrent file: its content, and its hashes."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastbencode import (  # type: ignore[attr-defined]  # it has types and exports, but does not say so
    bdecode,
    bencode,
)

from domain.errors import UnexpectedAnswerError

_DEEPEST: Final = 100
_LARGEST: Final = 2**62
_SHA1_BYTES: Final = 20
# facts/mam.md 4: the site's own comment, or an address on the site.
_COMMENT: Final = re.compile(rb"\bMID=([0-9]{1,12})\b|myanonamouse\.net/t/([0-9]{1,12})\b")


@dataclass(frozen=True, slots=True)
class TorrentEntry:
    """One file of a torrent: its path below the torrent's folder, with slashes, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TorrentFile:
    """A torrent file as it was downloaded. Its bytes hold the user's passkey.

    Args:
        data: The file, byte for byte.
        v1: Info hash in 40 hexadecimal digits; None for a torrent of version 2 alone.
        v2: Info hash in 64 hexadecimal digits; None for one of version 1 alone.
        name: Of the folder, or of the file where there is only one.
        files: The files to download, without padding.
        torrent_id: The id that the site wrote into the comment; None where it wrote none.
    """

    data: bytes = field(repr=False)
    v1: str | None
    v2: str | None
    name: str
    files: tuple[TorrentEntry, ...]
    torrent_id: int | None = None

    @property
    def api_hash(self) -> str:
        """Its id in qBittorrent's API: the v1 hash, or the v2 hash's first 40 digits if there is one."""
        return self.v2[:40] if self.v2 else self.v1 or ""

    @property
    def total_size(self) -> int:
        """The bytes of all files."""
        return sum(entry.size for entry in self.files)


class _MalformedError(Exception):
    """What is wrong, as text after "the torrent file …"."""


def read_torrent(data: bytes) -> TorrentFile:
    """The torrent in *data*.

    Raises:
        UnexpectedAnswerError: It is not a torrent that a client would accept; the message says why, and contains
            nothing of the content.
    """
    try:
        return _read(data)
    except _MalformedError as error:
        raise UnexpectedAnswerError(f"answered with a torrent file that {error}", service="mam") from None


def _read(data: bytes) -> TorrentFile:
    whole = _decode(data)
    info = _dict(whole.get(b"info"), "has no info dictionary")
    # The hashes are over the info dictionary's own bytes; `_decode` saw to it that these are they.
    raw = bencode(info)
    has_tree = b"file tree" in info
    has_pieces = b"pieces" in info
    if info.get(b"meta version", 1) != 1 + has_tree or not (has_tree or has_pieces):
        raise _MalformedError("is of neither version 1 nor version 2")
    if _number(info.get(b"piece length")) == 0:
        raise _MalformedError("has pieces of no length")
    files = tuple(_of_tree(info[b"file tree"]) if has_tree else _of_list(info))
    if not files:
        raise _MalformedError("names no files")
    if has_pieces:
        _check_pieces(info)
    return TorrentFile(
        data=data,
        v1=hashlib.sha1(raw, usedforsecurity=False).hexdigest() if has_pieces else None,
        v2=hashlib.sha256(raw).hexdigest() if has_tree else None,
        name=_text(info.get(b"name")),
        files=files,
        torrent_id=_torrent_id(whole.get(b"comment")),
    )


def _decode(data: bytes) -> dict[bytes, Any]:
    try:
        whole = bdecode(data, max_depth=_DEEPEST)
        exact = bencode(whole) == data
    except RecursionError:
        raise _MalformedError("is nested too deeply") from None
    except (ValueError, TypeError, OverflowError):
        raise _MalformedError("is not bencoded as the standard wants") from None
    if not exact:
        raise _MalformedError("is bencoded in more than one way, so its hash is uncertain")
    return _dict(whole, "is no dictionary")


def _of_list(info: Mapping[bytes, Any]) -> Iterator[TorrentEntry]:
    """The files of version 1: one that has the torrent's name, or a list of them."""
    if b"files" not in info:
        yield TorrentEntry(_text(info.get(b"name")), _number(info.get(b"length")))
        return
    if not isinstance(info[b"files"], list):
        raise _MalformedError("has no list of files")
    for entry in info[b"files"]:
        about = _dict(entry, "has an entry that is no file")
        path = about.get(b"path")
        if not isinstance(path, list) or not path:
            raise _MalformedError("has a file without a path")
        if not _is_padding(about):
            yield TorrentEntry("/".join(map(_text, path)), _number(about.get(b"length")))


def _of_tree(tree: Any, above: str = "") -> Iterator[TorrentEntry]:
    """The files of version 2 (BEP 52): nested by folder, and a file where the name is empty."""
    for name, below in _dict(tree, "has a folder that is none").items():
        path = f"{above}/{_text(name)}" if above else _text(name)
        below = _dict(below, "has a folder that is none")  # noqa: PLW2901 - checked, still the same
        if b"" not in below:
            yield from _of_tree(below, path)
        elif not _is_padding(about := _dict(below[b""], "has an entry that is no file")):
            yield TorrentEntry(path, _number(about.get(b"length")))


def _is_padding(about: Mapping[bytes, Any]) -> bool:
    """Whether a file only fills up a piece (BEP 47)."""
    attributes = about.get(b"attr", b"")
    return isinstance(attributes, bytes) and b"p" in attributes


def _check_pieces(info: Mapping[bytes, Any]) -> None:
    pieces = info[b"pieces"]
    if not isinstance(pieces, bytes) or len(pieces) % _SHA1_BYTES:
        raise _MalformedError("has broken piece hashes")


def _dict(value: Any, otherwise: str) -> dict[bytes, Any]:
    if not isinstance(value, dict):
        raise _MalformedError(otherwise)
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise _MalformedError("has a length that is none")
    return value


def _text(value: Any) -> str:
    """One part of a path, never one that leads elsewhere."""
    text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else ""
    if text in {"", ".", ".."} or "/" in text or "\x00" in text:
        raise _MalformedError("has a name that cannot be a file's")
    return text


def _torrent_id(comment: Any) -> int | None:
    found = _COMMENT.search(comment) if isinstance(comment, bytes) else None
    return int(found[1] or found[2]) if found else None
