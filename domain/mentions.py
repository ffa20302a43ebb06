"""By which name an event or a line of the log means a book: its torrent, its download or its library item."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple


class Means(StrEnum):
    """What a name is the name of."""

    TORRENT = "torrent"
    DOWNLOAD = "download"
    ITEM = "item"


class Mention(NamedTuple):
    """A torrent's info hash, a download's number or an item's id."""

    means: Means
    name: str


KINDS: Final[Mapping[Means, tuple[str, ...]]] = {
    Means.TORRENT: ("torrent.finished", "import.due"),
    Means.DOWNLOAD: ("download.approved",),
    Means.ITEM: ("cover.due", "chapters.due"),
}
"""The kinds of events whose key ends with such a name."""

_BY_KIND: Final = {kind: means for means, kinds in KINDS.items() for kind in kinds}
_FIELDS: Final = {"info_hash": Means.TORRENT, "download": Means.DOWNLOAD, "item_id": Means.ITEM}


def in_key(key: str) -> Mention | None:
    """What an event's key means; None where that is not one book."""
    kind, _, about = key.partition(":")
    return Mention(_BY_KIND[kind], about) if kind in _BY_KIND else None


def in_values(values: Mapping[str, Any]) -> Mention | None:
    """What a line of the log means, by the values that it was written with."""
    for field, means in _FIELDS.items():
        if field in values:
            return Mention(means, str(values[field]))
    return in_key(str(values.get("event_key", "")))


def keys_of(mention: Mention) -> list[str]:
    """The keys of the events that mean it."""
    return [f"{kind}:{mention.name}" for kind in KINDS[mention.means]]
