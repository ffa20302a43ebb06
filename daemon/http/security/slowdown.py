"""Slowing down whoever shows wrong tokens."""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from domain.clock import Clock

FREE: Final = 5
"""So many wrong tokens in a row cost nothing: a person mistypes."""

LONGEST_SECONDS: Final = 30
"""A caller who has the right token after all is not kept out for longer."""

FORGIVEN_SECONDS: Final = 600
MOST_PEERS: Final = 1024


@dataclass(slots=True)
class _Record:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0


@dataclass(slots=True)
class FailedTokens:
    """Counts the wrong tokens of each peer: after a few, each one doubles the wait, up to half a minute.

    While a peer waits its tokens are not looked at, and so cannot be guessed faster. Only the peers that
    failed last are remembered.

    Args:
        clock: Measures the waits.
    """

    clock: Clock
    _peers: OrderedDict[str, _Record] = field(default_factory=OrderedDict)

    def wait_seconds(self, peer: str) -> int:
        """How long this peer has to wait until its token is looked at; 0 when it need not."""
        record = self._peers.get(_network(peer))
        return 0 if record is None else max(0, math.ceil(record.until - self.clock.monotonic()))

    def failed(self, peer: str) -> None:
        """This peer showed a wrong token."""
        now, name = self.clock.monotonic(), _network(peer)
        record = self._peers.pop(name, None)
        if record is None or now - record.last > FORGIVEN_SECONDS:
            record = _Record()
        record.failures += 1
        record.last = now
        if record.failures > FREE:
            record.until = now + min(2 ** (record.failures - FREE - 1), LONGEST_SECONDS)
        self._peers[name] = record
        if len(self._peers) > MOST_PEERS:
            self._peers.popitem(last=False)

    def succeeded(self, peer: str) -> None:
        """This peer showed the right token: it starts anew."""
        self._peers.pop(_network(peer), None)


@lru_cache(MOST_PEERS)
def _network(peer: str) -> str:
    """Whom to count together: who has one address of IPv6 has the 2⁶⁴ beside it."""
    try:
        address = ipaddress.IPv6Address(peer)
    except ValueError:
        return peer
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
