"""The books that events and lines of the log mean, and by which names they mean a book."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, or_, select

from domain.mentions import Means, Mention
from domain.search_text import search_terms
from store.kept import Kept
from store.tables import BOOKS, DOWNLOADS
from store.views.words import FEW, are_few, having

HASHES: Final = ("info_hash", "infohash_v1", "infohash_v2")
"""The columns with the names of a download's torrent."""

NAMED: Final = 500
"""So many downloads are taken for words that many have; the log's lines are hardly of more."""

_DOWNLOAD: Final = (
    DOWNLOADS.c.id,
    DOWNLOADS.c.title,
    DOWNLOADS.c.item_id,
    DOWNLOADS.c.mam_id,
    *(DOWNLOADS.c[one] for one in HASHES),
)
_MOST_DIGITS: Final = 15
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Subject:
    """A book: its title, and its download or its library item; a download may have no title.

    `mam_id` and `info_hash` are of its torrent; where an item has several, of the newest.
    """

    title: str | None
    download: int | None = None
    item_id: str | None = None
    mam_id: int | None = None
    info_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Subjects:
    """The books of one store."""

    kept: Kept

    async def of(self, mentions: Collection[Mention]) -> Mapping[Mention, Subject]:
        """The book that each means, where we have it."""
        return await self.kept.db.read(lambda connection: meant(connection, set(mentions)))

    async def by(self, mentions: Mapping[K, Mention]) -> Mapping[K, Subject]:
        """The book of each mention that means one, by the mention's key."""
        found = await self.of(set(mentions.values()))
        return {key: found[one] for key, one in mentions.items() if one in found}

    async def named(self, text: str) -> frozenset[Mention]:
        """By what the books with all these words in title, author, series or narrators are meant; none without words.

        Of many books these are no more than `NAMED` downloads, the newest, and as many library items.
        """
        terms = search_terms(text)
        if not terms:
            return frozenset()
        return await self.kept(("named", *terms), lambda connection: _some_named(connection, terms))

    async def one(self, given: str) -> frozenset[Mention]:
        """By what a download with this number, or the downloads of the library item with this id, are meant."""
        is_number = given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS
        which = DOWNLOADS.c.id == int(given) if is_number else DOWNLOADS.c.item_id == given
        query = select(*_DOWNLOAD).where(which)
        own = () if is_number else (Mention(Means.ITEM, given),)
        return await self.kept.db.read(
            lambda connection: frozenset(chain(own, *(_mentions(row) for row in connection.execute(query))))
        )


def few_named(connection: Connection, terms: Sequence[str]) -> frozenset[Mention] | None:
    """The same as `Subjects.named`; None where the words are those of many books."""
    if not terms:
        return frozenset()
    downloads, books = _keys(connection, terms)
    if not (are_few(connection, downloads, most=FEW) and are_few(connection, books, most=FEW)):
        return None
    return _named(connection, downloads, books)


def _some_named(connection: Connection, terms: Sequence[str]) -> frozenset[Mention]:
    downloads, books = _keys(connection, terms)
    return _named(connection, downloads.order_by(DOWNLOADS.c.id.desc()).limit(NAMED), books.limit(NAMED))


def _keys(connection: Connection, terms: Sequence[str]) -> tuple[Select[Any], Select[Any]]:
    """The downloads and the books with these words: their keys alone, which an index has."""
    downloads, books = (having(connection, table, terms).conditions for table in (DOWNLOADS, BOOKS))
    return select(DOWNLOADS.c.id).where(*downloads), select(BOOKS.c.item_id).where(*books)


def _named(connection: Connection, downloads: Select[Any], books: Select[Any]) -> frozenset[Mention]:
    rows = connection.execute(select(*_DOWNLOAD).where(DOWNLOADS.c.id.in_(downloads)))
    items = (Mention(Means.ITEM, one) for one in connection.execute(books).scalars())
    return frozenset(chain(items, *map(_mentions, rows)))


def _mentions(row: Row[Any]) -> list[Mention]:
    hashes = [getattr(row, name) for name in HASHES]
    found = [Mention(Means.DOWNLOAD, str(row.id))]
    found += [Mention(Means.TORRENT, one) for one in hashes if one]
    return found + ([Mention(Means.ITEM, row.item_id)] if row.item_id else [])


def meant(connection: Connection, mentions: Collection[Mention]) -> dict[Mention, Subject]:
    """The book that each means, within a transaction."""
    names = {means: [one.name for one in mentions if one.means is means] for means in Means}
    numbers = [int(one) for one in names[Means.DOWNLOAD] if one.isascii() and one.isdecimal()]
    columns = [DOWNLOADS.c[name].in_(names[Means.TORRENT]) for name in HASHES]
    query = select(*_DOWNLOAD).where(or_(*columns, DOWNLOADS.c.id.in_(numbers))).order_by(DOWNLOADS.c.id)
    found: dict[Mention, Subject] = {}
    for row in connection.execute(query):
        subject = Subject(row.title, row.id, row.item_id, row.mam_id, row.info_hash)
        found |= {one: subject for one in _mentions(row) if one.means is not Means.ITEM}
    return found | _items(connection, names[Means.ITEM])


def _items(connection: Connection, item_ids: Collection[str]) -> dict[Mention, Subject]:
    torrents = select(*_DOWNLOAD).where(DOWNLOADS.c.item_id.in_(item_ids)).order_by(DOWNLOADS.c.id)
    newest = {row.item_id: (row.mam_id, row.info_hash) for row in connection.execute(torrents)}
    items = select(BOOKS.c.item_id, BOOKS.c.title).where(BOOKS.c.item_id.in_(item_ids))
    return {
        Mention(Means.ITEM, row.item_id): Subject(
            row.title, None, row.item_id, *newest.get(row.item_id, (None, None))
        )
        for row in connection.execute(items)
    }
