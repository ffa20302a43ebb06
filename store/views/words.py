"""The records that have all words that a person typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    false,
    func,
    literal,
    literal_column,
    select,
    text,
)

from domain.search_text import search_terms
from store.tables import BOOKS

FEW: Final = 1000
"""Of records with typed words no more than so many are counted and shown."""

READ_FIRST: Final = 10_000
"""No more records than so many are found by the index of words, and sorted."""

_SHORTEST: Final = 3
"""The index of words has all that are three letters in a row."""


@dataclass(frozen=True, slots=True)
class Having:
    """The conditions that a record has some words; with `read_first` these records are few, and are found by them."""

    conditions: Sequence[ColumnElement[bool]]
    read_first: bool = False


Narrow: TypeAlias = Callable[[Connection], Having]
"""The conditions, by what is found in the store."""


def words_of(table: Table, typed: str) -> Narrow | None:
    """That all words of *typed* are somewhere in a record's search text; None where nothing was typed."""
    if not (terms := search_terms(typed)):
        return _no_record if typed.strip() else None
    return lambda connection: having(connection, table, terms)


def words_behind(column: Column[Any], table: Table, typed: str) -> Narrow | None:
    """The same of the record of *table* whose key a column has."""
    if not (terms := search_terms(typed)):
        return _no_record if typed.strip() else None
    key = key_of(table)

    def narrow(connection: Connection) -> Having:
        found = having(connection, table, terms)
        its = select(key).where(*found.conditions)
        return Having(
            [column.in_(its) if found.read_first else its.where(key == column).exists()], found.read_first
        )

    return narrow


def _no_record(_connection: Connection) -> Having:
    """What is typed and has no letter and no digit is in no record's search text."""
    return Having([false()], read_first=True)


def having(connection: Connection, table: Table, terms: Sequence[str]) -> Having:
    """The same, in a transaction."""
    contained, indexed = contains(table, terms), list(filter(is_indexed, terms))
    if connection.dialect.name == "postgresql":  # which takes its index by itself
        keys = select(key_of(table)).where(*contained)
        return Having(contained, read_first=bool(indexed) and are_few(connection, keys, most=FEW))
    found = by_index(table, terms)
    if found is None or not are_few(connection, found, most=read_first(connection, table)):
        return Having(contained)
    short = [one for one, term in zip(contained, terms, strict=True) if term not in indexed]
    return Having([key_of(table).in_(found), *short], read_first=True)


def contains(table: Table, terms: Sequence[str]) -> list[ColumnElement[bool]]:
    """The conditions as each record is compared with them."""
    return [table.c.search_text.contains(term, autoescape=True) for term in terms]


def by_index(table: Table, terms: Sequence[str]) -> Select[Any] | None:
    """The keys of the records with the longer ones of these words, by SQLite's index; None where all are too short."""
    phrases = ['"' + term.replace('"', '""') + '"' for term in filter(is_indexed, terms)]
    index, key = f"{table.name}_words", "item_id" if table is BOOKS else "rowid"
    matching = text(f"{index} MATCH :typed").bindparams(typed=" ".join(phrases))
    return select(literal_column(key)).select_from(text(index)).where(matching) if phrases else None


def read_first(connection: Connection, table: Table) -> int:
    """Up to how many records with some words are found by SQLite's index first; of more, each is compared in the list's order.

    The one reads all that have the words; the other about ``FEW * records / those with the words``, until it has enough.
    """
    newest: int | None = connection.execute(
        select(func.max(literal_column("rowid"))).select_from(table)
    ).scalar_one()
    return min(READ_FIRST, isqrt(FEW * (newest or 0)))


def are_few(connection: Connection, found: Select[Any], *, most: int) -> bool:
    """Whether no more than *most* are found."""
    some = found.with_only_columns(literal(1), maintain_column_froms=True).limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) <= most


def key_of(table: Table) -> Column[Any]:
    """The column that names a record."""
    [key] = table.primary_key
    return key


def is_indexed(term: str) -> bool:
    """Whether a word is long enough for the indexes."""
    return len(term) >= _SHORTEST
