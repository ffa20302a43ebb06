"""What sources said of library items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from domain.facts import ChangeSource
from store import work
from store.columns import insert_into
from store.database import Database
from store.tables import SOURCE_ANSWERS


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """What one source said last of one item.

    `values` holds them by field name, and is empty where the book was not found. `why` says how it was proved to be
    this book, or why it was not. `in_vain` counts the requests since the last one that filled a field.
    """

    item_id: str
    source: ChangeSource
    asked_at: datetime
    in_vain: int
    found: bool
    values: Mapping[str, Any]
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCount:
    """Of how many items a source was asked, and of how many it knew the recording or the book."""

    source: ChangeSource
    asked: int
    found: int


@dataclass(frozen=True, slots=True)
class SourceAnswers:
    """The answers of one store."""

    db: Database

    async def of(self, item_id: str) -> Sequence[SourceAnswer]:
        """What each source that was asked said of an item."""
        query = (
            select(SOURCE_ANSWERS)
            .where(SOURCE_ANSWERS.c.item_id == item_id)
            .order_by(SOURCE_ANSWERS.c.source)
        )
        return [_answer(row) for row in await self.db.read(work.mappings(query))]

    async def counts(self) -> Sequence[AnswerCount]:
        """How many answers each source gave; what was passed over without a request is none."""
        table = SOURCE_ANSWERS.c
        found = func.count(case((table.found, 1)))
        query = (
            select(table.source, func.count().label("asked"), found.label("found"))
            .where(table.why.is_not(None))
            .group_by(table.source)
            .order_by(table.source)
        )
        rows = await self.db.read(work.mappings(query))
        return [AnswerCount(**{**row, "source": ChangeSource(row["source"])}) for row in rows]

    async def keep(self, answer: SourceAnswer) -> None:
        """Keep an answer in place of the source's last one of this item."""
        values = {name: getattr(answer, name) for name in SourceAnswer.__slots__}
        values |= {"source": answer.source.value, "values": dict(answer.values)}
        keys = [SOURCE_ANSWERS.c.item_id, SOURCE_ANSWERS.c.source]

        def keep(connection: Connection) -> None:
            statement = insert_into(SOURCE_ANSWERS, connection.dialect.name).values(values)
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))

        await self.db.write(keep)


def _answer(row: Any) -> SourceAnswer:
    return SourceAnswer(**{**row, "source": ChangeSource(row["source"])})
