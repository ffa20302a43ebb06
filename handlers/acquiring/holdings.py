"""The books that the library, the download records and the torrent client have already."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

import structlog

from clients.qbittorrent import Qbittorrent
from domain.author_keys import author_keys
from domain.errors import CredentialsError, UnavailableError
from domain.facts import ReasonKind, Status
from domain.matching import Verdict
from domain.nearest import marks, nearest
from domain.recording import Recording
from domain.sifting import Editions, holds
from handlers.library.newest import NewestItems
from handlers.matching.find_record import mam_id_in
from store.books import Book, Books
from store.downloads import Download, Downloads
from store.libraries import Libraries

_SHORTEST_NAME: Final = 3
_FEW: Final = 4

_log: Final = structlog.get_logger("shelfhook.acquisition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An existing copy of a book.

    Args:
        recording: The copy's recording, as far as is known.
        where: Where it is, as text after a colon.
        sure: False where it may be another book.
        download: Its record, if it has one.
        item_id: Of the library item, if it is one.
    """

    recording: Recording
    where: str
    sure: bool = True
    download: Download | None = None
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stock:
    """The state before a query's results are checked.

    Args:
        in_client: The MAM ids in the torrent client's comments.
        library_unknown: Why the library may have more than is known here; None when it is fully known.
    """

    in_client: frozenset[int]
    library_unknown: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindHoldings:
    """Finds existing copies of a book: by MAM id, else by being the same book."""

    downloads: Downloads
    books: Books
    libraries: Libraries
    newest: NewestItems
    qbittorrent: Qbittorrent

    async def stock(self) -> Stock:
        """Read the library and the torrent client once."""
        return Stock(await self._in_client(), await self._library_unknown())

    async def of(self, editions: Editions, stock: Stock) -> list[Held]:
        """All existing copies of the book that *editions* are of."""
        records, books = await self._candidates(editions)
        if len(records) + len(books) <= _FEW:
            return _held(editions, records, books, stock)
        # An author with many books takes a moment; other tasks run meanwhile.
        return await asyncio.to_thread(_held, editions, records, books, stock)

    async def of_each(self, recordings: Sequence[Recording], stock: Stock) -> list[list[Held]]:
        """The existing copies of each recording's book, for a person to see: only what is near it is compared.

        Comparing each of hundreds of results with hundreds of books by their author would take minutes.
        """
        records, books = await self._candidates(recordings)
        return await asyncio.to_thread(_of_each, recordings, records, books, stock)

    async def _candidates(self, recordings: Sequence[Recording]) -> tuple[list[Download], list[Book]]:
        authors = [name for one in recordings for name in one.authors]
        words = {word for name in authors for word in name.replace(".", " ").split()}
        records = await self.downloads.like(
            mam_ids=[one.torrent_id for one in recordings if one.torrent_id is not None],
            author_words=[word for word in words if len(word) >= _SHORTEST_NAME],
        )
        return records, await self.books.by_authors(author_keys(authors))

    async def _in_client(self) -> frozenset[int]:
        """Before 5.0 qBittorrent lists no comments; then, and while it is unavailable, the add itself finds twins."""
        try:
            torrents = await self.qbittorrent.torrents()
        except (UnavailableError, CredentialsError) as error:
            _log.warning("torrent_client_not_compared", service="qbittorrent", reason=str(error))
            return frozenset()
        ids = (mam_id_in(torrent.comment) for torrent in torrents if torrent.comment)
        return frozenset(one for one in ids if one is not None)

    async def _library_unknown(self) -> str | None:
        try:
            await self.newest.refresh()
        except (UnavailableError, CredentialsError) as error:
            _log.warning("library_not_read", service="audiobookshelf", reason=str(error))
        libraries = await self.libraries.all()
        if libraries and all(library.compared_at is not None for library in libraries):
            return None
        return "the library has not been read completely yet and may have this book"


def _held(editions: Editions, records: Sequence[Download], books: Sequence[Book], stock: Stock) -> list[Held]:
    found = _same_torrents(editions, records, stock)
    known = {held.download.id for held in found if held.download is not None}
    others = [_recorded(one) for one in records if one.id not in known and _is_audiobook(one)]
    return found + _compared(editions, [*others, *map(_shelved, books)])


def _of_each(
    recordings: Sequence[Recording], records: Sequence[Download], books: Sequence[Book], stock: Stock
) -> list[list[Held]]:
    others = [_recorded(one) for one in records if _is_audiobook(one)] + [_shelved(book) for book in books]
    marked = [(held, marks(held.recording)) for held in others]
    found: list[list[Held]] = []
    for one in recordings:
        own = _same_torrents((one,), records, stock)
        known = {held.download.id for held in own if held.download is not None}
        near = [
            held for held in nearest(marks(one), marked) if not held.download or held.download.id not in known
        ]
        found.append(own + _compared((one,), near))
    return found


def _same_torrents(editions: Editions, records: Sequence[Download], stock: Stock) -> list[Held]:
    """The editions that have a record or a torrent of their own, by MAM id."""
    newest: dict[int | None, Download] = {}
    for record in records:
        newest.setdefault(record.mam_id, record)
    found: list[Held] = []
    for edition in editions:
        if edition.torrent_id is None:
            continue
        own = newest.get(edition.torrent_id)
        if own is not None and own.status is not Status.GONE:
            found.append(Held(recording=edition, where=_where(own), download=own))
        elif edition.torrent_id in stock.in_client:
            found.append(Held(recording=edition, where="qBittorrent has this torrent"))
    return found


def _compared(editions: Editions, others: Sequence[Held]) -> list[Held]:
    """Those of *others* that are of the book, or may be."""
    judged = [(held, holds(editions, held.recording)) for held in others]
    return [
        replace(held, sure=verdict is Verdict.MATCH)
        for held, verdict in judged
        if verdict is not Verdict.NO_MATCH
    ]


def _is_audiobook(record: Download) -> bool:
    return record.status is not Status.GONE and record.reason_kind is not ReasonKind.NO_AUDIO


def _where(record: Download) -> str:
    return f"download {record.id} ({record.status}): {record.title} by {record.author}"


def _recorded(record: Download) -> Held:
    return Held(recording=record.recording, where=_where(record), download=record)


def _shelved(book: Book) -> Held:
    kinds = dict.fromkeys(PurePosixPath(file.path).suffix.lstrip(".").lower() for file in book.files)
    recording = Recording(
        title=book.title,
        authors=book.authors,
        narrators=book.narrators,
        series=book.series,
        abridged=book.abridged,
        file_types=tuple(kinds),
    )
    where = f"the library has it: {book.title} ({book.path})"
    return Held(recording=recording, where=where, item_id=book.item_id)
