"""The notices for people: stored once, sent once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select, tuple_, update

from domain.notices import Notice, NoticeKind, by_subject
from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import NOTICES

_AT_ONCE: Final = 300
_KEPT_AT_LEAST: Final = timedelta(minutes=1)
"""The newest sent notice is kept this long, because it says when a message was last sent."""


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of one store."""

    db: Database

    async def keep(self, holding: Iterable[Notice], *, kinds: Collection[NoticeKind], now: datetime) -> None:
        """Store the conditions that hold now, and delete those that do not hold any more.

        A notice that was sent is not sent again until its condition has ended. A condition that ended before its
        notice was sent needs no message, except an update, which has happened.

        Args:
            holding: All conditions of these kinds that hold now.
            kinds: The kinds that are notified; of others nothing is stored.
            now: The current time.
        """
        wanted = by_subject(holding)
        kept = await self._kept()
        new = [notice for key, notice in wanted.items() if key not in kept]
        over = [
            key
            for key, row in kept.items()
            if key not in wanted and (key[0] not in kinds or _is_over(row, now))
        ]
        if new or over:
            await self._replace(over, new, now)

    async def unsent(self) -> list[Notice]:
        """The notices to be sent, the oldest first."""
        query = select(NOTICES).where(NOTICES.c.told_at.is_(None))
        query = query.order_by(NOTICES.c.noticed_at, NOTICES.c.subject)
        return [
            Notice(kind=NoticeKind(row.kind), subject=row.subject, text=row.text, page=row.page)
            for row in await self.db.read(work.rows(query))
        ]

    async def mark_sent(self, notices: Iterable[Notice], *, now: datetime) -> None:
        """Store that these were sent."""
        keys = [(notice.kind.value, notice.subject) for notice in notices]

        def note(connection: Connection) -> None:
            for few in _few(keys):
                connection.execute(update(NOTICES).where(_named(few)).values(told_at=now))

        await self.db.write(note)

    async def last_sent(self) -> datetime | None:
        """When a message was last sent, as far back as is kept."""
        last: datetime | None = await self.db.read(work.scalar(select(func.max(NOTICES.c.told_at))))
        return last

    async def waiting(self) -> int:
        """How many notices are to be sent."""
        query = select(func.count()).where(NOTICES.c.told_at.is_(None))
        return int(await self.db.read(work.scalar(query)))

    async def _kept(self) -> Mapping[tuple[NoticeKind, str], Any]:
        query = select(NOTICES.c.kind, NOTICES.c.subject, NOTICES.c.told_at)
        return {(NoticeKind(row.kind), row.subject): row for row in await self.db.read(work.rows(query))}

    async def _replace(self, over: list[tuple[NoticeKind, str]], new: list[Notice], now: datetime) -> None:
        values = [_values(notice, now) for notice in new]

        def replace(connection: Connection) -> None:
            for few in _few([(kind.value, subject) for kind, subject in over]):
                connection.execute(delete(NOTICES).where(_named(few)))
            if values:
                insert = insert_into(NOTICES, connection.dialect.name)
                connection.execute(insert.on_conflict_do_nothing(), values)

        await self.db.write(replace)


def _values(notice: Notice, now: datetime) -> dict[str, Any]:
    return {
        "kind": notice.kind.value,
        "subject": notice.subject,
        "text": notice.text,
        "page": notice.page,
        "noticed_at": now,
    }


def _is_over(row: Any, now: datetime) -> bool:
    if row.told_at is None:
        return NoticeKind(row.kind) is not NoticeKind.APPLIED
    return bool(now - row.told_at > _KEPT_AT_LEAST)


def _named(keys: list[tuple[str, str]]) -> Any:
    return tuple_(NOTICES.c.kind, NOTICES.c.subject).in_(keys)


def _few(keys: list[tuple[str, str]]) -> Iterable[list[tuple[str, str]]]:
    return (keys[first : first + _AT_ONCE] for first in range(0, len(keys), _AT_ONCE))
