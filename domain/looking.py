"""When Audiobookshelf's newest items are read because an event waits for one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

OPENS: Final = timedelta(seconds=8)
"""After the last write no item came earlier: 8.4 s for a file that was written slowly (facts/audiobookshelf.md 4)."""

CLOSES: Final = timedelta(seconds=20)
"""Nearly every item has come by then: the watcher takes 12.4 s, 12.9 at most (facts/audiobookshelf_2.md 4)."""

ENDS: Final = timedelta(minutes=10)
"""What comes later is found by the event's own waits."""

EVERY: Final = timedelta(seconds=0.5)
"""The least pause between two readings."""

WHILE_WRITING: Final = timedelta(seconds=1)
"""The least pause while a write of ours is in flight: the server does one thing at a time."""

WHILE_NOTIFIED: Final = timedelta(seconds=5)
"""The least pause while the server's socket reports new items by itself: a notification may get lost."""

AFTER_TROUBLE: Final = timedelta(seconds=10)
"""The least pause after a reading that failed."""

_PARTS: Final = 10
"""After `CLOSES` a pause is this part of the time since the last write: no item is noticed more than a tenth too late."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An item that an event waits for.

    `written_at` is when its files were last written, moved or linked; `library_id` the library that they lie in, None
    where it may come into any.
    """

    written_at: datetime
    library_id: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """When to read, and in which libraries; None for all of them."""

    at: datetime
    libraries: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Looks:
    """When each library was read last, by its id; `everywhere` is when all of them were."""

    everywhere: datetime | None = None
    by_library: Mapping[str, datetime] = field(default_factory=dict)

    def after(self, look: Look) -> "Looks":
        """These and one more."""
        if look.libraries is None:
            return Looks(look.at)
        return Looks(self.everywhere, {**self.by_library, **dict.fromkeys(look.libraries, look.at)})

    def next(self, expected: Iterable[Expected], *, now: datetime, pause: timedelta = EVERY) -> Look | None:
        """The next reading for all of these items together; None when there is none to come.

        Args:
            expected: What events wait for.
            now: The current time.
            pause: The least pause after the last reading.
        """
        times = [(one, at) for one in expected if (at := self._next(one, now)) is not None]
        if not times:
            return None
        at = max(min(at for _, at in times), now)
        if (last := _latest((self.everywhere, *self.by_library.values()), now)) is not None:
            at = max(at, last + pause)
        return Look(at, _libraries(one for one, due in times if due <= at))

    def _next(self, one: Expected, now: datetime) -> datetime | None:
        """The next reading for this item alone."""
        of_its_own = None if one.library_id is None else self.by_library.get(one.library_id)
        last = _latest((self.everywhere, of_its_own), now)
        opens, ends = one.written_at + OPENS, one.written_at + ENDS
        if last is None or last < opens:
            return opens if now <= ends else None
        age = last - one.written_at
        at = last + (EVERY if age < CLOSES else age / _PARTS)
        return at if at <= ends else None


def _latest(times: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The last of these times; one that is still to come was noted before the clock was set."""
    return max((one for one in times if one is not None and one <= now), default=None)


def _libraries(due: Iterable[Expected]) -> frozenset[str] | None:
    ids = {one.library_id for one in due}
    return None if None in ids else frozenset(one for one in ids if one is not None)
