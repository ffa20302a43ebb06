"""The records that have all words that a person typed."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, literal_column, select, text

from domain.search_text import search_terms
from store.tables import BOOKS

FEW: Final = 1000
"""So many records are found by the index of words; of more, each record is compared in the order of the list."""

_SHORTEST: Final = 3
"""The index of words has all that are three letters in a row."""

Narrow: TypeAlias = Callable[[Connection], Sequence[ColumnElement[bool]]]
"""The conditions, by what is found in the store."""


def words_of(table: Table, typed: str) -> Narrow | None:
    """That all words of *typed* are somewhere in a record's search text; None where no word was typed."""
    terms = search_terms(typed)
    return (lambda connection: _conditions(connection, table, terms)[0]) if terms else None


def words_of_item(item: Column[str], typed: str) -> Narrow | None:
    """The same of the book with the id *item*."""
    terms = search_terms(typed)

    def narrow(connection: Connection) -> Sequence[ColumnElement[bool]]:
        conditions, are_few = _conditions(connection, BOOKS, terms)
        its = select(BOOKS.c.item_id).where(*conditions)
        return [item.in_(its) if are_few else its.where(BOOKS.c.item_id == item).exists()]

    return narrow if terms else None


def _conditions(
    connection: Connection, table: Table, terms: Sequence[str]
) -> tuple[Sequence[ColumnElement[bool]], bool]:
    """The conditions, and whether so few records have these words that they are read first."""
    contained = [table.c.search_text.contains(term, autoescape=True) for term in terms]
    long = [term for term in terms if len(term) >= _SHORTEST]
    if not long or connection.dialect.name != "sqlite":  # PostgreSQL has its index by itself
        return contained, False
    index = f"{table.name}_words"
    typed = " ".join(f'"{term}"' for term in long)
    having = text(f"{index} MATCH :typed").bindparams(typed=typed)
    found: Select[Any] = select(literal_column("rowid")).select_from(text(index)).where(having)
    number = select(func.count()).select_from(found.limit(FEW + 1).subquery())
    if connection.execute(number).scalar_one() > FEW:
        return contained, False
    short = [one for one, term in zip(contained, terms, strict=True) if term not in long]
    return [literal_column(f"{table.name}.rowid").in_(found), *short], True
