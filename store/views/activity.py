"""What goes on in the inbox, for a person who looks: what was given up, what finished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, or_, select

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from store.database import Database
from store.downloads import Download, download_from
from store.queue.inbox import is_buried
from store.tables import CompletionRow, DownloadRow, EventRow

_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_DOWNLOADS: Final[Table] = DownloadRow.__table__  # type: ignore[attr-defined]  # as above
_COMPLETIONS: Final[Table] = CompletionRow.__table__  # type: ignore[attr-defined]  # as above

_FOREIGN: Final = 3
"""So many completions are read for one that is shown: torrents that are no books from MAM complete too."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A download that finished: when that was first seen, and how long it then took until its event was settled.

    `took` is None while it is open, or when the event is not kept any more.
    """

    download: Download
    seen_at: datetime
    took: timedelta | None


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity of one store. Each look reads from an index no more than it shows."""

    db: Database

    async def given_up(self, *, limit: int) -> list[dict[str, Any]]:
        """The events that were given up and that nobody has answered, the newest first, as plain values."""
        return await self._events(
            select(_EVENTS).where(is_buried()).order_by(_EVENTS.c.id.desc()).limit(limit)
        )

    async def of(self, keys: Sequence[str], *, limit: int) -> list[dict[str, Any]]:
        """The events with these keys, the newest first, as plain values."""
        return await self._events(
            select(_EVENTS).where(_EVENTS.c.key.in_(keys)).order_by(_EVENTS.c.id.desc()).limit(limit)
        )

    async def completions(self, *, limit: int) -> list[Completion]:
        """The downloads that finished last."""
        query = select(_COMPLETIONS.c.info_hash, _COMPLETIONS.c.seen_at)
        query = query.order_by(_COMPLETIONS.c.seen_at.desc()).limit(limit * _FOREIGN)
        async with self.db.read() as connection:
            seen: dict[str, datetime] = {}
            for row in await connection.execute(query):
                seen.setdefault(row.info_hash, row.seen_at)
            known = await connection.execute(select(_DOWNLOADS).where(_named(seen)))
            downloads = [download_from(row) for row in known.mappings()]
        took = await self._took(seen)
        found = [
            Completion(one, seen[name], took.get(name))
            for one in downloads
            for name in _hashes(one)
            if name in seen
        ]
        newest = {one.download.id: one for one in sorted(found, key=lambda one: one.seen_at)}
        return sorted(newest.values(), key=lambda one: one.seen_at, reverse=True)[:limit]

    async def _took(self, seen: Mapping[str, datetime]) -> dict[str, timedelta]:
        """By info hash how long the event took under which a completion was seen."""
        names = {TorrentFinished(info_hash=one).key: one for one in seen}
        query = select(_EVENTS.c.key, _EVENTS.c.created_at, _EVENTS.c.settled_at).where(
            _EVENTS.c.key.in_(names), _EVENTS.c.verdict == EventVerdict.DONE
        )
        took: dict[str, timedelta] = {}
        async with self.db.read() as connection:
            for row in await connection.execute(query.order_by(_EVENTS.c.id)):
                name = names[row.key]
                if row.settled_at >= seen[name]:
                    took.setdefault(name, row.settled_at - row.created_at)
        return took

    async def _events(self, query: Any) -> list[dict[str, Any]]:
        async with self.db.read() as connection:
            return [dict(row) for row in (await connection.execute(query)).mappings()]


def _named(hashes: Iterable[str]) -> Any:
    wanted = list(hashes)
    return or_(*(_DOWNLOADS.c[name].in_(wanted) for name in ("info_hash", "infohash_v1", "infohash_v2")))


def _hashes(download: Download) -> list[str]:
    return [one for one in (download.info_hash, download.infohash_v1, download.infohash_v2) if one]
