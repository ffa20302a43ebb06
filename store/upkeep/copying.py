"""A whole store, copied into an empty one and compared with it."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, func, insert, inspect, literal, null, select, text, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables
from domain.errors import BadInputError, UnexpectedAnswerError
from store.columns import Json
from store.database import Database
from store.upkeep.upgrade import upgrade

AT_ONCE: Final = 1000
"""Rows in memory."""

_ABSENT: Final = "is absent: "
"""Begins the label of a column that says whether a document is absent, which is not the document ``null``."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table that is the same at both ends; `checksum` is of its rows, in whatever order."""

    name: str
    rows: int
    checksum: str


@dataclass(slots=True)
class _Sum:
    """What tells two sets of rows apart: how many there are, and the sum of their digests."""

    rows: int = 0
    digests: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        values = json.dumps({name: _plain(value) for name, value in row.items()}, sort_keys=True)
        digest = hashlib.sha256(values.encode("utf-8", "surrogatepass")).digest()
        self.digests = (self.digests + int.from_bytes(digest)) % (1 << 256)
        self.rows += 1

    @property
    def checksum(self) -> str:
        return f"{self.digests:064x}"


async def copy(source: Database, target: Database) -> list[CopiedTable]:
    """Copy every table, and compare both ends; nobody else may use either of them meanwhile.

    The source is brought to this version first. All of it is one transaction at the target: what fails leaves
    that empty.

    Raises:
        BadInputError: The target is not empty, or one of them is of a newer version.
        UnexpectedAnswerError: The target did not keep what it was given; it is as empty as before.
        UnavailableError: A database does not answer.
    """
    await upgrade(source)
    await _must_be_empty(target)
    await upgrade(target)
    async with source.read() as there, target.write() as here:
        return [await _copy_table(table, there, here) for table in SQLModel.metadata.sorted_tables]


async def _must_be_empty(target: Database) -> None:
    """Tables without rows are those of a store that was made and never used, or of a copy that failed."""
    async with target.read() as connection:
        names = set(await connection.run_sync(lambda c: inspect(c).get_table_names()))
        if names and "alembic_version" not in names:
            raise BadInputError("TO", "holds tables of something else: name an empty database")
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in names:
                continue
            count = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            if count:
                raise BadInputError("TO", f"is not empty ({count} {table.name}): name an empty database")


async def _copy_table(table: Table, there: AsyncConnection, here: AsyncConnection) -> CopiedTable:
    sent, kept = _Sum(), _Sum()
    async for rows in _batches(table, there):
        for row in rows:
            sent.add(row)
        try:
            await here.execute(insert(table), [dict(row) for row in rows])
        except DBAPIError as error:
            raise UnexpectedAnswerError(
                f"the target does not take what is in {table.name} ({error.orig}); nothing was copied"
            ) from error
    async for rows in _batches(table, here):
        for row in rows:
            kept.add(row)
    if sent != kept:
        raise UnexpectedAnswerError(
            f"{table.name} differs: {sent.rows} rows with checksum {sent.checksum[:12]} in the source, "
            f"{kept.rows} with {kept.checksum[:12]} in the target; nothing was copied"
        )
    await _go_on_counting(table, here)
    return CopiedTable(table.name, kept.rows, kept.checksum)


async def _batches(table: Table, connection: AsyncConnection) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    """The rows in the order of their keys, some at a time."""
    keys = list(table.primary_key)
    documents = [column for column in table.c if isinstance(column.type, type(Json))]
    query = select(*table.c, *(column.is_(None).label(_ABSENT + column.name) for column in documents))
    query = query.order_by(*keys).limit(AT_ONCE)
    after: Any = None
    while True:
        some = query if after is None else query.where(tuple_(*keys) > after)
        rows = (await connection.execute(some)).mappings().all()
        if rows:
            yield [_row(row) for row in rows]
        if len(rows) < AT_ONCE:
            return
        after = tuple_(*(literal(rows[-1][key.name], key.type) for key in keys))


def _row(found: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as it is inserted: an absent document stays absent."""
    row = {name: value for name, value in found.items() if not name.startswith(_ABSENT)}
    return row | {
        name.removeprefix(_ABSENT): null()
        for name, absent in found.items()
        if name.startswith(_ABSENT) and absent
    }


async def _go_on_counting(table: Table, here: AsyncConnection) -> None:
    """Let the next row get the next number; SQLite does so by itself."""
    number = table.autoincrement_column
    if number is None or here.dialect.name != "postgresql":
        return
    largest = (await here.execute(select(func.max(number)))).scalar()
    if largest is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :largest)")
        await here.execute(sequence, {"table": table.name, "column": number.name, "largest": largest})


def _plain(value: Any) -> Any:
    """A value as both databases give it back: JSON's 1e3 and 1000 are one number in PostgreSQL."""
    match value:
        case datetime():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
        case None | bool() | int() | float() | str():
            return value
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
    return repr(type(value))
