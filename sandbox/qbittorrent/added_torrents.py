"""What a torrent that is added to the stand-in looks like."""

import email
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.policy import HTTP
from typing import Any

from domain.errors import BadInputError


def form_of(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a multipart form, files like texts."""
    message = email.message_from_bytes(
        b"Content-Type: %b\r\n\r\n%b" % (content_type.encode(), body), policy=HTTP
    )
    form: dict[str, bytes] = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)  # noqa: S101 - a part of a form holds no parts
        form[str(part.get_param("name", header="Content-Disposition"))] = content
    return form


@dataclass(frozen=True, slots=True)
class AddedTorrent:
    """What a v1 torrent file says: its info hash, its comment, and its files with slashes and sizes."""

    info_hash: str
    comment: str
    name: str
    files: tuple[tuple[str, int], ...]


def read_torrent(torrent: bytes) -> AddedTorrent:
    """What a torrent file says.

    Raises:
        BadInputError: It is no torrent file.
    """
    try:
        whole, places = _dictionary(torrent, 0)
        start, end = places[b"info"]
        return AddedTorrent(
            info_hash=hashlib.sha1(torrent[start:end], usedforsecurity=False).hexdigest(),
            comment=whole.get(b"comment", b"").decode(),
            name=whole[b"info"][b"name"].decode(),
            files=tuple(_files(whole[b"info"])),
        )
    except (KeyError, ValueError, IndexError) as error:
        raise BadInputError("torrent", "is no torrent file") from error


def _files(info: dict[bytes, Any]) -> Iterator[tuple[str, int]]:
    name = info[b"name"].decode()
    if b"files" not in info:
        yield name, info[b"length"]
        return
    for entry in info[b"files"]:
        yield "/".join([name, *(part.decode() for part in entry[b"path"])]), entry[b"length"]


def _dictionary(data: bytes, at: int) -> tuple[dict[bytes, Any], dict[bytes, tuple[int, int]]]:
    """The outermost dictionary, and from where to where each of its values stands."""
    if data[at : at + 1] != b"d":
        raise ValueError("no dictionary")
    found: dict[bytes, Any] = {}
    places: dict[bytes, tuple[int, int]] = {}
    at += 1
    while data[at : at + 1] != b"e":
        key, start = _value(data, at)
        found[key], at = _value(data, start)
        places[key] = (start, at)
    return found, places


def _value(data: bytes, at: int) -> tuple[Any, int]:
    """The value that begins there, and where it ends (BEP 3)."""
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind in {b"l", b"d"}:
        items: list[Any] = []
        at += 1
        while data[at : at + 1] != b"e":
            item, at = _value(data, at)
            items.append(item)
        return (items if kind == b"l" else dict(zip(items[::2], items[1::2], strict=True))), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1 : end], end
