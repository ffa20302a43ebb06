"""The durable inbox: what happened and is not settled yet."""

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
    """Where an event is kept; `duplicate` when an equal one was waiting already."""

    id: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Depth:
    """How many events wait, and since when the oldest does; `buried` ones wait for a person."""

    waiting: int
    oldest: datetime | None
    buried: int


@dataclass(slots=True)
class Inbox:
    """The inbox of one store.

    `arrived` is set whenever something may have come due.

    Args:
        db: The store.
    """

    db: Database
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _together: Together[tuple[Event, datetime], Stored] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Let callers at the same time share a commit."""
        self._together = Together(self._append)

    async def add(self, event: Event, *, now: datetime) -> Stored:
        """Append an event; it is on disk when this returns. Callers at the same time share a commit.

        An equal event that is still open is not stored twice: it only comes due again at once.

        Raises:
            UnavailableError: The store cannot take it; nothing was kept.
        """
        return await self._together((event, now))

    async def _append(self, news: Sequence[tuple[Event, datetime]]) -> Sequence[Stored]:
        stored = await self.db.write(lambda connection: append(connection, news))
        self.arrived.set()
        return stored

    async def depth(self) -> Depth:
        """How much waits."""
        return await self.db.read(_depth)

    async def recent(self, *, limit: int = 50) -> list[EventRecord]:
        """The newest events, the open ones first."""
        query = select(EVENTS).order_by(EVENTS.c.settled_at.is_not(None), EVENTS.c.id.desc()).limit(limit)
        return await self.db.read(events_of(query))

    async def newest_id(self) -> int | None:
        """The highest number; None while there is none."""
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
    """Whether an event was given up, in the words of its index: with a parameter SQLite would not use that."""
    return EVENTS.c.verdict == literal(EventVerdict.BURIED.value, literal_execute=True)


def append(connection: Connection, batch: Sequence[tuple[Event, datetime]]) -> list[Stored]:
    """Add events within a transaction; an open one with the same key is reported again instead."""
    newest = {event.key: (event, due_at) for event, due_at in batch}
    if not newest:
        return []
    notify(connection)
    return _answers(batch, insert_or_report(connection, newest.values()))


def _answers(batch: Sequence[tuple[Event, datetime]], rows: dict[str, tuple[int, int]]) -> list[Stored]:
    """What each caller is told: of equal new events in one batch, only the first is new."""
    answers, before = [], set()
    for event, _ in batch:
        row_id, signals = rows[event.key]
        answers.append(Stored(row_id, duplicate=signals > 1 or event.key in before))
        before.add(event.key)
    return answers
