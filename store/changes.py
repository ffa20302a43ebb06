"""The history: each field that we set in Audiobookshelf, with its value before and after, so that it can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, and_, bindparam, func, insert, select, true, update

from domain.facts import ChangeSource, ChangeStatus
from domain.policy import APART
from store import work
from store.database import Database
from store.field_locks import Locked, locked
from store.tables import CHANGES
from store.work import Work

_NOTE: Final = insert(CHANGES).returning(CHANGES.c.id, sort_by_parameter_order=True)
_SETTLE: Final = (
    update(CHANGES)
    .where(CHANGES.c.id == bindparam("number"))
    .values(status=bindparam("outcome"), after=bindparam("left", type_=CHANGES.c.after.type))
)

_NEWEST: Final = (
    select(CHANGES)
    .where(
        CHANGES.c.id.in_(
            select(func.max(CHANGES.c.id))
            .where(
                CHANGES.c.item_id.in_(bindparam("items", expanding=True)),
                CHANGES.c.status.in_(bindparam("statuses", expanding=True)),
            )
            .group_by(CHANGES.c.item_id, CHANGES.c.field)
        )
    )
    .order_by(CHANGES.c.id.desc())
)
"""The newest change by item and field; compiled once, because compiling takes longer than running it."""

UNSETTLED: Final = (ChangeStatus.PLANNED, ChangeStatus.SCANNED)
"""The statuses of changes whose outcome is not known yet."""

SENT: Final = (*UNSETTLED, ChangeStatus.WRITTEN, ChangeStatus.OVERTAKEN)
"""The statuses of changes that reached the library, or may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """One field of one item that will be set. `item_updated_at` is when the item had last changed."""

    at: datetime
    item_id: str
    field: str
    before: Any
    after: Any
    status: ChangeStatus
    source: ChangeSource
    item_updated_at: datetime | None
    run_id: int | None = None
    undoes: int | None = None
    event_id: int | None = None
    download_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(NewChange):
    """One field of one item. `after` is the value that was read back after the write."""

    id: int


Newest: TypeAlias = Mapping[str, Mapping[str, Change]]
"""The newest change by item and field, but for fields that are written apart."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The history of one store."""

    db: Database

    async def newest(self, item_ids: Iterable[str], statuses: Sequence[ChangeStatus] = SENT) -> Newest:
        """The newest change with one of these statuses, by item and field, but for fields that are written apart."""
        ids = list(item_ids)
        return await self.db.read(lambda connection: _newest(connection, ids, statuses))

    async def standing(self, item_ids: Iterable[str]) -> tuple[Newest, Locked]:
        """What a decision about items rests on: `newest`, and what people have locked."""
        ids = list(item_ids)
        return await self.db.read(
            lambda connection: (_newest(connection, ids, SENT), locked(connection, ids))
        )

    async def newest_of(
        self, item_id: str, field: str, statuses: Sequence[ChangeStatus] = SENT
    ) -> Change | None:
        """The newest change of one field of one item with one of these statuses."""
        its = (CHANGES.c.item_id == item_id) & (CHANGES.c.field == field)
        of_status = CHANGES.c.status.in_([status.value for status in statuses])
        return next(iter(await self._where(its & of_status, limit=1)), None)

    async def newest_id(self) -> int | None:
        """The highest number; None while there is none."""
        number: int | None = await self.db.read(work.scalar(select(func.max(CHANGES.c.id))))
        return number

    async def by_id(self, change_id: int) -> Change | None:
        """One change."""
        return next(iter(await self._where(CHANGES.c.id == change_id)), None)

    async def of_run(self, run_id: int) -> list[Change]:
        """The changes that a run wrote or may have written, the newest first."""
        sent = CHANGES.c.status.in_([status.value for status in SENT])
        return await self._where((CHANGES.c.run_id == run_id) & sent)

    async def of_download(self, download_id: int) -> list[Change]:
        """The changes written for a download, or perhaps written, the newest first; without those that undid others."""
        sent = CHANGES.c.status.in_([status.value for status in SENT]) & CHANGES.c.undoes.is_(None)
        return await self._where((CHANGES.c.download_id == download_id) & sent)

    async def plan(self, changes: Sequence[NewChange]) -> list[Change]:
        """Store the changes before they are sent; returns them with their numbers."""
        values = [_values(change) for change in changes]
        numbers = await self.db.write(work.scalars(_NOTE, values)) if values else []
        return [
            Change(**{name: getattr(change, name) for name in NewChange.__slots__}, id=number)
            for change, number in zip(changes, numbers, strict=True)
        ]

    async def settle(
        self, outcomes: Mapping[int, tuple[ChangeStatus, Any]], also: Work[None] = work.nothing
    ) -> None:
        """Store the outcome of planned changes: by number the status, and the field's value afterwards.

        A failure of the machine may lose it: it shows again in the item.

        Args:
            outcomes: Nothing is done where there are none.
            also: Done in the same transaction.
        """
        if not outcomes:
            return
        settled = [
            {"number": change_id, "outcome": status.value, "left": after}
            for change_id, (status, after) in outcomes.items()
        ]

        def settle(connection: Connection) -> None:
            also(connection)
            connection.execute(_SETTLE, settled)

        await self.db.write(settle, durable=False)

    async def recent(
        self, *, item_id: str | None = None, run_id: int | None = None, limit: int = 100
    ) -> list[Change]:
        """The newest changes of one item, of a run, or of all."""
        conditions = [
            column == value
            for column, value in ((CHANGES.c.item_id, item_id), (CHANGES.c.run_id, run_id))
            if value is not None
        ]
        return await self._where(and_(true(), *conditions), limit)

    async def _where(self, condition: Any, limit: int | None = None) -> list[Change]:
        """The newest first."""
        query = select(CHANGES).where(condition).order_by(CHANGES.c.id.desc()).limit(limit)
        return [change_from(row) for row in await self.db.read(work.mappings(query))]


def _newest(connection: Connection, item_ids: Sequence[str], statuses: Sequence[ChangeStatus]) -> Newest:
    values = {"items": item_ids, "statuses": [status.value for status in statuses]}
    found: dict[str, dict[str, Change]] = {}
    for change in map(change_from, connection.execute(_NEWEST, values).mappings()):
        if change.field not in APART:
            found.setdefault(change.item_id, {})[change.field] = change
    return found


def _values(change: NewChange) -> dict[str, Any]:
    values = {name: getattr(change, name) for name in NewChange.__slots__}
    updated_at: datetime | None = values.pop("item_updated_at")
    # `before` is one document: the field's former value, and the state of the item that it belonged to.
    values["before"] = {
        "value": change.before,
        "item_updated_at": None if updated_at is None else updated_at.isoformat(),
    }
    return values | {"status": change.status.value, "source": change.source.value}


def change_from(row: Any) -> Change:
    """The change in a row."""
    before = row["before"]
    updated_at = before["item_updated_at"]
    return Change(
        **{
            **row,
            "status": ChangeStatus(row["status"]),
            "source": ChangeSource(row["source"]),
            "before": before["value"],
            "item_updated_at": None if updated_at is None else datetime.fromisoformat(updated_at),
        }
    )
