"""The events that have all words that a person typed: in reason and key, or in the book that they are about."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)

from domain.mentions import KINDS, Means, Mention, keys_of
from domain.search_text import search_terms
from store.tables import BOOKS, DOWNLOADS, EVENTS
from store.views.subjects import HASHES, few_named
from store.views.words import FEW, READ_FIRST, Having, Narrow, are_few, by_index, is_indexed, read_first
from store.views.words import contains as having_words

# In the words of PostgreSQL's index.
_TEXT: Final[ColumnElement[str]] = literal_column("(key || ' ' || coalesce(reason, ''))", Text)
_NOT_INDEXED_YET: Final = table("events_words_new", column("id"))


def event_words(typed: str) -> Narrow | None:
    """That an event has all words of *typed*; None where no word was typed."""
    words, terms = typed.split(), search_terms(typed)
    if not words:
        return None

    def narrow(connection: Connection) -> Having:
        own, about = _few_with(connection, words), _few_about(connection, terms)
        if own is not None and about is not None:
            return Having([EVENTS.c.id.in_(union_all(own, about))], read_first=True)
        of_books = _about_many(terms) if about is None else [EVENTS.c.id.in_(about)]
        return Having([or_(and_(*_contained(connection, words)), *of_books)])

    return narrow


def about_one_of(mentions: Iterable[Mention]) -> ColumnElement[bool]:
    """That an event means one of these."""
    return EVENTS.c.key.in_([key for one in mentions for key in keys_of(one)])


def _contained(connection: Connection, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """The conditions as each event is compared with them."""
    if connection.dialect.name == "postgresql":
        return [_TEXT.icontains(word, autoescape=True) for word in words]
    # SQLite's LIKE ignores the case of ASCII by itself, and that of no other letter.
    spelt = [
        {word, word.lower(), word.upper(), word.capitalize()} if not word.isascii() else {word}
        for word in words
    ]
    return [or_(*(_TEXT.contains(one, autoescape=True) for one in sorted(same))) for same in spelt]


def _few_with(connection: Connection, words: Sequence[str]) -> Select[Any] | None:
    """The events with these words themselves; None where these are many, or no index has the words."""
    contained, found = _contained(connection, words), by_index(EVENTS, words)
    if found is None:
        return None
    if connection.dialect.name == "postgresql":
        parts, most = (
            [[EVENTS.c.verdict.is_not(None), *contained], [EVENTS.c.verdict.is_(None), *contained]],
            FEW,
        )
    elif are_few(connection, found, most=read_first(connection, EVENTS)):
        short = [one for one, word in zip(contained, words, strict=True) if not is_indexed(word)]
        most, new = READ_FIRST, EVENTS.c.id.in_(select(_NOT_INDEXED_YET.c.id))
        parts = [
            [EVENTS.c.id.in_(found), *short],
            [new, *contained],
            [EVENTS.c.settled_at.is_(None), *contained],
        ]
    else:
        return None
    either = union_all(*(select(EVENTS.c.id).where(*part) for part in parts)).subquery()
    own = select(either.c.id)
    return own if are_few(connection, own, most=most) else None


def _few_about(connection: Connection, terms: Sequence[str]) -> Select[Any] | None:
    """The events that mean a book with all these words; None where these books are many."""
    mentions = few_named(connection, terms)
    return None if mentions is None else select(EVENTS.c.id).where(about_one_of(mentions))


def _about_many(terms: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """The same as conditions, each of which looks a book up."""
    about = func.substr(EVENTS.c.key, func.length(EVENTS.c.kind) + 2)
    number = case((EVENTS.c.kind.in_(KINDS[Means.DOWNLOAD]), cast(about, DOWNLOADS.c.id.type)))
    names: Sequence[tuple[Means, Column[Any], ColumnElement[Any]]] = [
        *((Means.TORRENT, DOWNLOADS.c[one], about) for one in HASHES),
        (Means.DOWNLOAD, DOWNLOADS.c.id, number),
        (Means.ITEM, DOWNLOADS.c.item_id, about),
        (Means.ITEM, BOOKS.c.item_id, about),
    ]
    for means, known_by, name in names:
        book = select(literal(1)).where(known_by == name, *having_words(known_by.table, terms))
        # Else PostgreSQL would compare all books first, and keep what it found.
        book = book.offset(0)
        yield EVENTS.c.kind.in_(KINDS[means]) & book.exists()
