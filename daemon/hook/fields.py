"""From the hook's fields to an event."""

from collections.abc import Mapping
from typing import Any, Final

from domain.errors import BadInputError
from domain.events import TorrentFinished

MAX_BODY_BYTES: Final = 64 * 1024
_NONE: Final = frozenset({"", "-"})
_ALIASES: Final = {
    "hash": "hash",
    "infoHash": "hash",
    "info_hash": "hash",
    "v1": "v1",
    "infohash_v1": "v1",
    "v2": "v2",
    "infohash_v2": "v2",
}
_FULL_V2: Final = 64
_LENGTHS: Final = {"hash": (40, 64), "v1": (40,), "v2": (64,)}


def read_fields(fields: Any) -> TorrentFinished:
    """The event in these fields. A value that is not a hash is ignored.

    Raises:
        BadInputError: Without a hash, or with an invalid one.
    """
    if not isinstance(fields, Mapping):
        raise BadInputError("body", "must be an object with the field hash, v1 or v2", missing=True)
    hashes: dict[str, str] = {}
    for name, meaning in _ALIASES.items():
        value = fields.get(name)
        if value is not None and (text := _hash(name, value, _LENGTHS[meaning])) is not None:
            hashes.setdefault(meaning, text)
    if not hashes:
        raise BadInputError(
            "hash",
            'is missing; send qBittorrent\'s "%K" as hash, or "%I" as v1, or "%J" as v2',
            missing=True,
        )
    own, v1, v2 = hashes.get("hash"), hashes.get("v1"), hashes.get("v2")
    if own is not None and len(own) == _FULL_V2:
        own, v2 = None, own
    # The client's own id of a v2 or hybrid torrent is the head of its v2 hash; facts/qbittorrent.md 1.
    return TorrentFinished(info_hash=own or (v2[:40] if v2 else v1) or "", v1=v1, v2=v2)


def _hash(name: str, value: Any, lengths: tuple[int, ...]) -> str | None:
    if not isinstance(value, str):
        raise BadInputError(name, "must be a text of hexadecimal digits")
    text = value.strip().lower()
    if text in _NONE:
        return None
    if len(text) not in lengths or set(text) - set("0123456789abcdef"):
        raise BadInputError(name, f"must be {' or '.join(map(str, lengths))} hexadecimal digits")
    return text
