"""The order in which books are looked up at a source whose answers are kept by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, literal, null, select, true, union_all

from domain.enrichment import LONGEST, due_since
from domain.facts import ChangeSource
from store import work
from store.columns import insert_into
from store.database import Database
from store.enrichment import PRESENT, DueBook, due_book
from store.tables import BOOKS, SOURCE_ANSWERS


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredBooks:
    """The queue of one source.

    Args:
        db: The store.
        source: Whose.
        whole_library: Whether also books without a download have their turn.
    """

    db: Database
    source: ChangeSource
    whole_library: bool

    async def due(self, *, now: datetime, limit: int = 50) -> list[DueBook]:
        """The books that are due: first those that were never looked up, then those looked up longest ago.

        Missing items are left out, and those whose interval has not passed.
        """
        query = self._due(now, limit)
        return [due_book(row) for row in await self.db.read(work.mappings(query))]

    async def settle(self, item_ids: Sequence[str], *, in_vain: int, now: datetime) -> None:
        """Store that books were looked up, and how many look-ups in a row have found nothing; answers stay."""
        if not item_ids:
            return
        rows: list[dict[str, Any]] = [
            {
                "item_id": item_id,
                "source": self.source.value,
                "asked_at": now,
                "in_vain": in_vain,
                "found": False,
                "values": {},
            }
            for item_id in item_ids
        ]

        def settle(connection: Connection) -> None:
            statement = insert_into(SOURCE_ANSWERS, connection.dialect.name).values(rows)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["item_id", "source"], set_={"asked_at": now, "in_vain": in_vain}
                )
            )

        await self.db.write(settle)

    def _due(self, now: datetime, limit: int) -> Select[Any]:
        """Each count of looks in vain comes due in the order of its looks, and gives its first few."""
        groups = [self._answered(in_vain, now, limit) for in_vain in range(LONGEST + 1)]
        united = union_all(self._never(limit), *groups).subquery()
        in_order = (united.c.asked_at.nulls_first(), united.c.item_id)
        chosen = select(united).order_by(*in_order).limit(limit).subquery()
        return (
            select(BOOKS, chosen.c.in_vain)
            .join(chosen, chosen.c.item_id == BOOKS.c.item_id)
            .order_by(chosen.c.asked_at.nulls_first(), chosen.c.item_id)
        )

    def _never(self, limit: int) -> Select[Any]:
        answered = exists().where(
            SOURCE_ANSWERS.c.item_id == BOOKS.c.item_id, SOURCE_ANSWERS.c.source == self.source.value
        )
        first = (
            select(BOOKS.c.item_id, null().label("asked_at"), literal(0).label("in_vain"))
            .where(PRESENT, self._of_ours, ~answered)
            .order_by(BOOKS.c.item_id)
            .limit(limit)
        )
        return select(first.subquery())

    def _answered(self, in_vain: int, now: datetime, limit: int) -> Select[Any]:
        first = (
            select(BOOKS.c.item_id, SOURCE_ANSWERS.c.asked_at, SOURCE_ANSWERS.c.in_vain)
            .join(SOURCE_ANSWERS, SOURCE_ANSWERS.c.item_id == BOOKS.c.item_id)
            .where(
                SOURCE_ANSWERS.c.source == self.source.value,
                SOURCE_ANSWERS.c.in_vain == in_vain,
                SOURCE_ANSWERS.c.asked_at <= due_since(now, in_vain=in_vain),
                PRESENT,
                self._of_ours,
            )
            .order_by(SOURCE_ANSWERS.c.asked_at, BOOKS.c.item_id)
            .limit(limit)
        )
        # SQLite takes an order and a limit within a union only one level down.
        return select(first.subquery())

    @property
    def _of_ours(self) -> ColumnElement[bool]:
        return true() if self.whole_library else BOOKS.c.from_mam
