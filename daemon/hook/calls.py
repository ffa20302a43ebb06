"""The calls of the hook: what they say, those that were refused, and those that are a test."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from domain.errors import BadInputError
from domain.events import TorrentFinished
from domain.facts import CallProblem

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

_SPOKEN_OF_EVERY: Final = timedelta(minutes=1)
_TESTS: Final = 100
"""How many of the newest tests are remembered; no call comes later."""


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


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """A call that the daemon refused.

    Args:
        kind: Why it was refused.
        status: Of the answer.
        at: When it came.
        peer: The address that it came from.
        host: The name that it called the daemon by, as the caller wrote it.
    """

    kind: CallProblem
    status: int
    at: datetime
    peer: str
    host: str


@dataclass(slots=True)
class Expected:
    """A test's call that is awaited: whether it `came`, and what was refused meanwhile.

    One `by_qbittorrent` proves that its calls get through; one that is made here does not.
    """

    by_qbittorrent: bool
    came: bool = False
    refused_call: RefusedCall | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class HookCalls:
    """The hook's calls since the start. A test's call has no torrent, and creates no event.

    `last_at` is when a call for a torrent came last. `refused_call` is the newest one that was refused, None once one
    of qBittorrent's got through; `refused_in_a_row` is how many were refused since, and `refused_total` how many by their problem.
    """

    last_at: datetime | None = None
    refused_call: RefusedCall | None = None
    refused_in_a_row: int = 0
    refused_total: Counter[CallProblem] = field(default_factory=Counter)
    _tests: deque[str] = field(default_factory=lambda: deque(maxlen=_TESTS))
    _awaited: dict[str, Expected] = field(default_factory=dict)
    _spoken_of: dict[CallProblem, datetime] = field(default_factory=dict)

    @contextmanager
    def expecting(self, nonce: str, *, by_qbittorrent: bool = False) -> Iterator[Expected]:
        """Wait for a call with this hash, which never is a completion: a late call of a test makes no event either."""
        self._tests.append(nonce)
        self._awaited[nonce] = Expected(by_qbittorrent)
        try:
            yield self._awaited[nonce]
        finally:
            del self._awaited[nonce]

    def was_a_test(self, info_hash: str, now: datetime) -> bool:
        """Note a call that got through; whether it was a test's."""
        awaited = self._awaited.get(info_hash)
        if awaited is not None:
            awaited.came = True
            awaited.arrived.set()
        is_test = self.is_of_a_test(info_hash)
        if not is_test or (awaited is not None and awaited.by_qbittorrent):
            self.refused_call, self.refused_in_a_row = None, 0
        if not is_test:
            self.last_at = now
        return is_test

    def is_of_a_test(self, info_hash: str) -> bool:
        """Whether a test made up this hash, and no torrent has it."""
        return info_hash in self._tests

    def was_refused(self, call: RefusedCall) -> bool:
        """Note a call that was refused; whether it is worth a line in the log: one a minute for each problem is."""
        self.refused_call = call
        self.refused_in_a_row += 1
        self.refused_total[call.kind] += 1
        for awaited in self._awaited.values():
            awaited.refused_call = call
            awaited.arrived.set()
        last = self._spoken_of.get(call.kind)
        if last is not None and call.at - last < _SPOKEN_OF_EVERY:
            return False
        self._spoken_of[call.kind] = call.at
        return True
