"""The event queue: what happened and is not settled yet, on disk."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, literal, select

from domain.events import Event
from domain.facts import EventVerdict
from domain.together import Together
from store import work
from store.database import Database
from store.queue.appending import insert_or_report
from store.queue.records import EventRecord, events_of
from store.queue.wakes import notify
from store.tables import EVENTS


@dataclass(frozen=True, slots=True)
class Stored:
    """The number of an event's row; `duplicate` when an equal one was open already."""

    id: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Depth:
    """How many events wait, and since when the oldest waits; `buried` ones need a person."""

    waiting: int
    oldest: datetime | None
    buried: int


@dataclass(slots=True)
class Inbox:
    """The queue of one store.

    `arrived` is set whenever an event may have become due.

    Args:
        db: The store.
    """

    db: Database
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _together: Together[tuple[Event, datetime], Stored] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Combine simultaneous calls into one commit."""
        self._together = Together(self._append)

    async def add(self, event: Event, *, now: datetime) -> Stored:
        """Append an event; it is on disk when this returns. Simultaneous calls share a commit.

        An equal event that is still open is not stored twice: it only becomes due at once.

        Raises:
            UnavailableError: The store cannot store it.
        """
        return await self._together((event, now))

    async def _append(self, news: Sequence[tuple[Event, datetime]]) -> Sequence[Stored]:
        stored = await self.db.write(lambda connection: append(connection, news))
        self.arrived.set()
        return stored

    async def depth(self) -> Depth:
        """How many events wait."""
        return await self.db.read(_depth)

    async def is_open(self, event: Event) -> bool:
        """Whether an equal event is not settled yet."""
        query = select(EVENTS.c.id).where(EVENTS.c.key == event.key, EVENTS.c.settled_at.is_(None))
        return await self.db.read(work.scalar(query)) is not None

    async def recent(self, *, limit: int = 50) -> list[EventRecord]:
        """The newest events, the open ones first."""
        query = select(EVENTS).order_by(EVENTS.c.settled_at.is_not(None), EVENTS.c.id.desc()).limit(limit)
        return await self.db.read(events_of(query))

    async def newest_id(self) -> int | None:
        """The highest number; None without an event."""
        number: int | None = await self.db.read(work.scalar(select(func.max(EVENTS.c.id))))
        return number

    async def by_id(self, event_id: int) -> EventRecord | None:
        """One event."""
        found = await self.db.read(events_of(select(EVENTS).where(EVENTS.c.id == event_id)))
        return found[0] if found else None


def _depth(connection: Connection) -> Depth:
    open_ones = select(func.count(), func.min(EVENTS.c.created_at)).where(EVENTS.c.settled_at.is_(None))
    waiting, oldest = connection.execute(open_ones).one()
    buried = connection.execute(select(func.count()).where(is_buried())).scalar_one()
    return Depth(waiting=waiting, oldest=oldest, buried=buried)


def is_buried() -> ColumnElement[bool]:
    """Whether an event failed for good, in the words of its index: with a parameter SQLite would not use that."""
    return EVENTS.c.verdict == literal(EventVerdict.BURIED.value, literal_execute=True)


def append(connection: Connection, batch: Sequence[tuple[Event, datetime]]) -> list[Stored]:
    """Append events within a transaction; an open one with the same key is only reported again."""
    newest = {event.key: (event, due_at) for event, due_at in batch}
    if not newest:
        return []
    notify(connection)
    return _answers(batch, insert_or_report(connection, newest.values()))


def _answers(batch: Sequence[tuple[Event, datetime]], rows: dict[str, tuple[int, int]]) -> list[Stored]:
    """The result for each caller: of equal new events in one batch, only the first is new."""
    answers, before = [], set()
    for event, _ in batch:
        row_id, signals = rows[event.key]
        answers.append(Stored(row_id, duplicate=signals > 1 or event.key in before))
        before.add(event.key)
    return answers
