"""The items that a download may be, with what a user decides by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.contradicting import contradiction
from store.book_rows import Book
from store.downloads import Download
from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An item that a download may be.

    What follows from the item itself is unknown where the library does not have it any more.

    Args:
        item_id: Its id.
        title: Its title.
        path: Where Audiobookshelf has it.
        why: Why you have to decide; null for an item that was searched for by name.
        score: How similar its text is to the listing, of 100.
        against: What speaks against it.
        added_at: When it was added to the library.
        size_bytes: Of its audio files.
        files: How many audio files it has.
    """

    item_id: str
    title: str | None
    path: str
    why: str | None = None
    score: int | None = None
    against: str | None = None
    authors: Sequence[str] = ()
    narrators: Sequence[str] = ()
    duration_seconds: float | None = None
    size_bytes: int = 0
    files: int = 0
    has_cover: bool = False
    added_at: datetime | None = None


async def candidates_of(store: Store, downloads: Iterable[Download]) -> Mapping[int, Sequence[Candidate]]:
    """Those of each of these downloads that has some."""
    found = [one for one in downloads if one.candidates]
    ids = {given["item_id"] for one in found for given in one.candidates or ()}
    books = {book.item_id: book for book in await store.books.by_ids(ids)}
    return {
        one.id: [_candidate(one, given, books.get(given["item_id"])) for given in one.candidates or ()]
        for one in found
    }


def candidate(download: Download, book: Book) -> Candidate:
    """An item that was searched for by name."""
    return Candidate(item_id=book.item_id, title=book.title, path=book.path, **_facts(download, book))


def _candidate(download: Download, given: Mapping[str, Any], book: Book | None) -> Candidate:
    return Candidate(
        item_id=given["item_id"],
        title=given["title"],
        path=given["path"],
        why=given["why"],
        score=given.get("score"),
        **_facts(download, book),
    )


def _facts(download: Download, book: Book | None) -> dict[str, Any]:
    if book is None:
        return {}
    return {
        "against": contradiction(download.recording, book.as_recording(), item_seconds=book.duration_seconds),
        "authors": book.authors,
        "narrators": book.narrators,
        "duration_seconds": book.duration_seconds,
        "size_bytes": sum(file.size for file in book.files),
        "files": len(book.files),
        "has_cover": book.has_cover,
        "added_at": book.added_at,
    }
