"""The finished torrents that are left alone, and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, func, literal, or_, select

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from domain.search_text import search_text
from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import COMPLETIONS, DOWNLOADS, EVENTS, LEFT_ALONE
from store.work import Work

_AT_ONCE: Final = 500
_HASHES: Final = (DOWNLOADS.c.info_hash, DOWNLOADS.c.infohash_v1, DOWNLOADS.c.infohash_v2)

_WITH_RECORD: Final = delete(LEFT_ALONE).where(
    or_(*(select(literal(1)).where(one == LEFT_ALONE.c.info_hash).exists() for one in _HASHES))
)
_GONE: Final = delete(LEFT_ALONE).where(LEFT_ALONE.c.info_hash == bindparam("gone"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftTorrent:
    """A finished torrent that is left alone: its name and category in the client, and the reason for a person."""

    info_hash: str
    name: str
    category: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLeftTorrent(LeftTorrent):
    """The same with its number, and when that was noted first."""

    id: int
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """The torrents of one store that are left alone: none of them has a download record."""

    db: Database

    async def note(self, torrents: Sequence[LeftTorrent], *, now: datetime) -> None:
        """Store why torrents are left alone; one that is known keeps its number and date, one with a record is none."""
        for first in range(0, len(torrents), _AT_ONCE):
            rows = [_row(one, now) for one in torrents[first : first + _AT_ONCE]]
            await self.db.write(partial(_note, rows=rows))

    async def categories(self) -> Mapping[str, str]:
        """By info hash the category in which each was left alone."""
        query = select(LEFT_ALONE.c.info_hash, LEFT_ALONE.c.category)
        return {row.info_hash: row.category for row in await self.db.read(work.rows(query))}

    async def forget(self, hashes: Collection[str]) -> None:
        """Delete these, which the client does not have any more, and what another daemon gave a record meanwhile."""
        await self.db.write(work.after(not_left_alone(hashes), _with_record))

    async def handled_without_record(self, hashes: Collection[str]) -> set[str]:
        """Which of the client's torrents were handled to the end, and have no record."""
        found: set[str] = set()
        wanted = sorted(hashes)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            found |= await self.db.read(partial(_handled, hashes=some))
        return found

    async def newest_id(self) -> int | None:
        """The highest number; None without one."""
        number: int | None = await self.db.read(work.scalar(select(func.max(LEFT_ALONE.c.id))))
        return number

    async def by_id(self, number: int) -> KnownLeftTorrent | None:
        """One of them."""
        rows = await self.db.read(work.mappings(select(LEFT_ALONE).where(LEFT_ALONE.c.id == number)))
        return left_torrent_from(rows[0]) if rows else None


def _row(one: LeftTorrent, now: datetime) -> dict[str, Any]:
    return {
        "info_hash": one.info_hash,
        "name": one.name,
        "category": one.category,
        "reason": one.reason,
        "noted_at": now,
        "search_text": search_text([one.name, one.category]),
    }


def not_left_alone(hashes: Iterable[str | None]) -> Work[None]:
    """Work for a torrent with these hashes, which has a record now."""
    gone = [{"gone": one} for one in hashes if one]

    def forget(connection: Connection) -> None:
        if gone:
            connection.execute(_GONE, gone)

    return forget


def _with_record(connection: Connection) -> None:
    connection.execute(_WITH_RECORD)


def _note(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    recorded = _recorded(connection, [row["info_hash"] for row in rows])
    rows = [row for row in rows if row["info_hash"] not in recorded]
    if not rows:
        return
    statement = insert_into(LEFT_ALONE, connection.dialect.name)
    new = {name: statement.excluded[name] for name in ("name", "category", "reason", "search_text")}
    connection.execute(statement.on_conflict_do_update(index_elements=["info_hash"], set_=new), rows)


def _handled(connection: Connection, hashes: Sequence[str]) -> set[str]:
    seen = set(connection.execute(_within(COMPLETIONS.c.info_hash, hashes)).scalars())
    seen -= _recorded(connection, hashes)
    keys = {TorrentFinished(info_hash=one).key: one for one in seen}
    undone = or_(EVENTS.c.settled_at.is_(None), EVENTS.c.verdict == EventVerdict.BURIED)
    return seen - {
        keys[key] for key in connection.execute(_within(EVENTS.c.key, list(keys)).where(undone)).scalars()
    }


def _recorded(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Which of them are of torrents with a record."""
    return {one for column in _HASHES for one in connection.execute(_within(column, hashes)).scalars()}


def _within(column: Any, values: Sequence[str]) -> Select[Any]:
    return select(column).where(column.in_(values))


def left_torrent_from(row: Any) -> KnownLeftTorrent:
    """The torrent in a row."""
    return KnownLeftTorrent(**{name: value for name, value in row.items() if name != "search_text"})
