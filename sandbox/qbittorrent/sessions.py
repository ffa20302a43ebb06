"""The logins that qBittorrent remembers."""

from collections.abc import Iterable
from itertools import count
from typing import Final

from sandbox.qbittorrent.deltas import Deltas

MOST: Final = 15
"""`web_ui_sessions_count_limit` of 5.2; 4.5 has none. Source: facts/qbittorrent.md 2."""


class Sessions:
    """Each with what it got last. A new login takes no other session's from it."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._deltas: dict[str, Deltas] = {}

    def open(self, *, limited: bool) -> str:
        """One more; where there is a limit, the one that was used longest ago makes room for it."""
        if limited and len(self._deltas) == MOST:
            del self._deltas[next(iter(self._deltas))]
        name = str(next(self._numbers))
        self._deltas[name] = Deltas()
        return name

    def used(self, names: Iterable[str]) -> Deltas | None:
        """What the first known one of these got; it is now the one that was used last."""
        for name in names:
            if deltas := self._deltas.pop(name, None):
                self._deltas[name] = deltas
                return deltas
        return None

    def newest(self) -> Deltas:
        """What the one that was used last got."""
        return next(reversed(self._deltas.values()))

    def forget(self) -> None:
        """As after their time, or a restart."""
        self._deltas.clear()
