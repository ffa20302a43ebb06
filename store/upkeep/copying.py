"""Copies a whole store into an empty one and compares them."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Connection,
    RowMapping,
    Table,
    func,
    insert,
    inspect,
    literal,
    null,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables
from domain.counted import counted
from domain.errors import BadInputError, UnexpectedAnswerError
from store.columns import Json
from store.database import Database
from store.upkeep.upgrade import upgrade
from store.work import Work, mappings

_Reading: TypeAlias = Callable[[Work[Sequence[RowMapping]]], Sequence[RowMapping]]

AT_ONCE: Final = 1000
"""How many rows are in memory at once."""

_ABSENT: Final = "is absent: "
"""The prefix of a label that says whether a document is absent, which differs from the document ``null``."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table that is equal at both ends; `checksum` is of its rows, in any order."""

    name: str
    rows: int
    checksum: str


@dataclass(slots=True)
class _Sum:
    """Identifies a set of rows: their number, and the sum of their digests."""

    rows: int = 0
    digests: int = 0

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            values = json.dumps({name: _plain(value) for name, value in row.items()}, sort_keys=True)
            digest = hashlib.sha256(values.encode("utf-8", "surrogatepass")).digest()
            self.digests = (self.digests + int.from_bytes(digest)) % (1 << 256)
        self.rows += len(rows)

    @property
    def checksum(self) -> str:
        return f"{self.digests:064x}"


async def copy(source: Database, target: Database) -> list[CopiedTable]:
    """Copy every table, and compare both ends; no other process may use either of them meanwhile.

    The source is upgraded to this version first. The target gets everything in one transaction: a failure leaves
    that empty.

    Raises:
        BadInputError: The target is not empty, or one of them is of a newer version.
        UnexpectedAnswerError: The target's rows differ from the source's; it is as empty as before.
        UnavailableError: A database does not answer.
    """
    await upgrade(source)
    await target.read(_must_be_empty)
    await upgrade(target)
    loop = asyncio.get_running_loop()

    def read(work: Work[Sequence[RowMapping]]) -> Sequence[RowMapping]:
        """The result of work at the source; the transaction at the target waits for it."""
        reading = source.read(work)
        if target.is_sqlite:  # the target's work runs in a thread
            return asyncio.run_coroutine_threadsafe(reading, loop).result()
        return await_only(reading)

    tables = SQLModel.metadata.sorted_tables
    return await target.write(lambda here: [_copy_table(table, read, here) for table in tables])


def _must_be_empty(connection: Connection) -> None:
    """Tables without rows belong to a store that was never used, or to a failed copy."""
    names = set(inspect(connection).get_table_names())
    if names and "alembic_version" not in names:
        raise BadInputError("TO", "has other tables: choose an empty database")
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in names:
            continue
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count:
            raise BadInputError("TO", f"is not empty ({count} {table.name}): choose an empty database")


def _copy_table(table: Table, read: _Reading, here: Connection) -> CopiedTable:
    sent, kept = _Sum(), _Sum()
    for rows in _batches(table, read):
        sent.add(rows)
        try:
            here.execute(insert(table), [dict(row) for row in rows])
        except DBAPIError as error:
            raise UnexpectedAnswerError(
                f"the target does not accept the rows of {table.name} ({error.orig}); nothing was copied"
            ) from error
    for rows in _batches(table, lambda work: work(here)):
        kept.add(rows)
    if sent != kept:
        raise UnexpectedAnswerError(
            f"{table.name} differs: {counted(sent.rows, 'row', 'rows')} with checksum {sent.checksum[:12]} in the source, "
            f"{kept.rows} with {kept.checksum[:12]} in the target; nothing was copied"
        )
    _go_on_counting(table, here)
    return CopiedTable(table.name, kept.rows, kept.checksum)


def _batches(table: Table, read: _Reading) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The rows in key order, some at a time."""
    keys = list(table.primary_key)
    documents = [column for column in table.c if isinstance(column.type, type(Json))]
    query = select(*table.c, *(column.is_(None).label(_ABSENT + column.name) for column in documents))
    query = query.order_by(*keys).limit(AT_ONCE)
    after: Any = None
    while True:
        some = query if after is None else query.where(tuple_(*keys) > after)
        rows = read(mappings(some))
        if rows:
            yield [_row(row) for row in rows]
        if len(rows) < AT_ONCE:
            return
        after = tuple_(*(literal(rows[-1][key.name], key.type) for key in keys))


def _row(found: Mapping[Any, Any]) -> dict[str, Any]:
    """A row for the insert: an absent document stays absent."""
    row = {name: value for name, value in found.items() if not name.startswith(_ABSENT)}
    return row | {
        name.removeprefix(_ABSENT): null()
        for name, absent in found.items()
        if name.startswith(_ABSENT) and absent
    }


def _go_on_counting(table: Table, here: Connection) -> None:
    """Set the counter for the next row's number; SQLite does so by itself."""
    number = table.autoincrement_column
    if number is None or here.dialect.name != "postgresql":
        return
    largest = here.execute(select(func.max(number))).scalar()
    if largest is not None:
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :largest)")
        here.execute(sequence, {"table": table.name, "column": number.name, "largest": largest})


def _plain(value: Any) -> Any:
    """A value as both databases return it: JSON's 1e3 and 1000 are one number in PostgreSQL."""
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
