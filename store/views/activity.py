"""Activity for people: events that failed for good, completions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from store.database import Database
from store.downloads import Download, downloads_of
from store.queue.records import EventRecord, events_of
from store.tables import COMPLETIONS, DOWNLOADS, EVENTS
from store.views.waiting import given_up

_FOREIGN: Final = 3
"""How many completions are read for each that is shown: torrents that are not books from MAM complete too."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished download: when its completion was first reported, and how long its event then took.

    `took` is None while the event is open, or when it was deleted.
    """

    download: Download
    seen_at: datetime
    took: timedelta | None


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity of one store. Each method reads no more of an index than it shows."""

    db: Database

    async def given_up(self, *, limit: int) -> list[EventRecord]:
        """The events that failed for good and still need an answer here, the newest first."""
        return await self._events(given_up(), limit)

    async def of(self, keys: Sequence[str], *, limit: int) -> list[EventRecord]:
        """The events with these keys, the newest first."""
        return await self._events(EVENTS.c.key.in_(keys), limit)

    async def completions(self, *, limit: int) -> list[Completion]:
        """The downloads that finished last."""
        return await self.db.read(lambda connection: _completions(connection, limit))

    async def _events(self, condition: ColumnElement[bool], limit: int) -> list[EventRecord]:
        query = select(EVENTS).where(condition).order_by(EVENTS.c.id.desc()).limit(limit)
        return await self.db.read(events_of(query))


def _completions(connection: Connection, limit: int) -> list[Completion]:
    query = select(COMPLETIONS.c.info_hash, COMPLETIONS.c.seen_at)
    query = query.order_by(COMPLETIONS.c.seen_at.desc()).limit(limit * _FOREIGN)
    seen: dict[str, datetime] = {}
    for row in connection.execute(query):
        seen.setdefault(row.info_hash, row.seen_at)
    took = _took(connection, seen)
    found = [
        Completion(one, seen[name], took.get(name))
        for one in downloads_of(select(DOWNLOADS).where(_named(seen)))(connection)
        for name in _hashes(one)
        if name in seen
    ]
    newest = {one.download.id: one for one in sorted(found, key=lambda one: one.seen_at)}
    return sorted(newest.values(), key=lambda one: one.seen_at, reverse=True)[:limit]


def _took(connection: Connection, seen: Mapping[str, datetime]) -> dict[str, timedelta]:
    """How long the event of each completion took, by info hash."""
    names = {TorrentFinished(info_hash=one).key: one for one in seen}
    query = select(EVENTS.c.key, EVENTS.c.created_at, EVENTS.c.settled_at).where(
        EVENTS.c.key.in_(names), EVENTS.c.verdict == EventVerdict.DONE
    )
    took: dict[str, timedelta] = {}
    for row in connection.execute(query.order_by(EVENTS.c.id)):
        name = names[row.key]
        if row.settled_at >= seen[name]:
            took.setdefault(name, row.settled_at - row.created_at)
    return took


def _named(hashes: Iterable[str]) -> Any:
    wanted = list(hashes)
    return or_(*(DOWNLOADS.c[name].in_(wanted) for name in ("info_hash", "infohash_v1", "infohash_v2")))


def _hashes(download: Download) -> list[str]:
    return [one for one in (download.info_hash, download.infohash_v1, download.infohash_v2) if one]
