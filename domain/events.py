"""What happened: facts in the past tense, the only thing an edge may hand to the inbox."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter

_HEX: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def _info_hash(text: str) -> str:
    folded = text.strip().lower()
    if not _HEX.fullmatch(folded):
        raise ValueError("must be 40 or 64 hexadecimal digits")
    return folded


InfoHash = Annotated[str, AfterValidator(_info_hash)]
"""A torrent's info hash in lower case: 40 hexadecimal digits (v1, or qBittorrent's id), or 64 (v2)."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TorrentFinished(_Fact):
    """The torrent client holds every byte of a torrent.

    `info_hash` is the client's own id of it (qBittorrent's ``%K``; for v2 and hybrid torrents the first
    40 digits of the v2 hash). `v1` and `v2` are the full hashes where the sender knew them.
    Source: facts/qbittorrent.md 1.
    """

    kind: Literal["torrent.finished"] = "torrent.finished"
    info_hash: InfoHash
    v1: InfoHash | None = None
    v2: InfoHash | None = None

    @property
    def key(self) -> str:
        """Equal for the hook, the sweep and the watcher that report one completion."""
        return f"{self.kind}:{self.info_hash}"


Event = TorrentFinished

_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Event)


def parse(payload: str | bytes) -> Event:
    """The event that `model_dump_json` wrote.

    Raises:
        pydantic.ValidationError: It is none of ours.
    """
    return _EVENT.validate_json(payload)
