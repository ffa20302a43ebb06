"""Slows down peers with wrong tokens."""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from daemon.http.security.peers import plain_address
from domain.clock import Clock

FREE: Final = 5
"""How many wrong tokens in a row have no consequence: a person mistypes."""

LONGEST_SECONDS: Final = 30
"""The longest wait after one wrong token."""

FORGIVEN_SECONDS: Final = 600
MOST_PEERS: Final = 1024


@dataclass(slots=True)
class _Record:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0
    tried: set[int] = field(default_factory=set)


@dataclass(slots=True)
class FailedTokens:
    """Counts the wrong tokens of each peer: after a few, each one doubles the wait, up to half a minute.

    While a peer that tried several tokens waits, its tokens are not checked, so they cannot be guessed
    faster. A peer that repeats one wrong token guesses nothing, and does not lock out a user with the right one.
    This many peers are counted one by one; further ones, while all of these still count, are counted together.

    Args:
        clock: Measures the waits.
    """

    clock: Clock
    _peers: OrderedDict[str, _Record] = field(default_factory=OrderedDict)
    _others: _Record = field(default_factory=_Record)

    def wait_seconds(self, peer: str) -> int:
        """How long this peer has to wait until its token is checked; 0 when it need not."""
        return max(0, math.ceil(self._record(network(peer)).until - self.clock.monotonic()))

    def guesses(self, peer: str) -> bool:
        """Whether this peer waits and tried so many different tokens that one may be right by chance."""
        return self.wait_seconds(peer) > 0 and len(self._record(network(peer)).tried) > FREE

    def failed(self, peer: str, token: str) -> None:
        """This peer showed a wrong token."""
        now, name = self.clock.monotonic(), network(peer)
        self._forgive(now)
        if name in self._peers or len(self._peers) < MOST_PEERS:
            self._peers.setdefault(name, _Record())
            self._peers.move_to_end(name)
        elif now - self._others.last > FORGIVEN_SECONDS:
            self._others = _Record()
        record = self._record(name)
        record.failures += 1
        record.last = now
        if len(record.tried) <= FREE:
            record.tried.add(hash(token))
        if record.failures > FREE:
            record.until = now + min(2 ** (record.failures - FREE - 1), LONGEST_SECONDS)

    def succeeded(self, peer: str) -> None:
        """This peer showed the right token: its count starts again."""
        self._peers.pop(network(peer), None)

    def _record(self, name: str) -> _Record:
        if name in self._peers:
            return self._peers[name]
        return self._others if len(self._peers) >= MOST_PEERS else _Record()

    def _forgive(self, now: float) -> None:
        """Forget the peers that failed long ago; the last to fail is the last in order."""
        while self._peers and now - next(iter(self._peers.values())).last > FORGIVEN_SECONDS:
            self._peers.popitem(last=False)


@lru_cache(MOST_PEERS)
def network(peer: str) -> str:
    """The peer to count: all 2⁶⁴ addresses of an IPv6 network count as one."""
    plain = plain_address(peer)
    try:
        address = ipaddress.IPv6Address(plain)
    except ValueError:
        return plain
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
