"""Many books at once, without files."""

from typing import Any, Final

from sandbox.audiobookshelf.audio import Probe, audio_file
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.library import Database, Library

_BOOKS_PER_AUTHOR: Final = 3
_FIRST_INODE: Final = 1 << 40


def add_books(database: Database, library: Library, number: int) -> list[Book]:
    """*number* books of one file each, added one millisecond after the other."""
    first = sum(1 for _ in database.in_library(library.id))
    books = [_book(database, library, first + index, number - index) for index in range(number)]
    database.books.update((book.id, book) for book in books)
    return books


def _book(database: Database, library: Library, index: int, age_ms: int) -> Book:
    now = database.now() - age_ms
    author = f"Author {index // _BOOKS_PER_AUTHOR:05}"
    title = f"Title Number {index:05}"
    place = library.place(f"{author}/{title}")
    times = {"mtimeMs": now, "ctimeMs": now, "birthtimeMs": now}
    file = _file(index, place["path"], times)
    seconds = 3600 * (2 + index % 20) + index % 3600
    book = Book(
        **place,
        is_file=False,
        ino=str(_FIRST_INODE + 2 * index),
        times=times,
        added_at=now,
        updated_at=now,
        last_scan=now,
        title=title,
        authors=[database.author(library.id, author)],
        audio_files=[audio_file(1, file, Probe(seconds, {"artist": author, "album": title}))],
        library_files=[file],
        duration=seconds,
    )
    book.stored = book.metadata_json()
    return book


def _file(index: int, folder: str, times: dict[str, int]) -> dict[str, Any]:
    return {
        "ino": str(_FIRST_INODE + 2 * index + 1),
        "metadata": {
            "filename": "book.m4b",
            "ext": ".m4b",
            "path": f"{folder}/book.m4b",
            "relPath": "book.m4b",
            "size": 100_000_000 + index,
            **times,
        },
        "isSupplementary": None,
        "addedAt": times["mtimeMs"],
        "updatedAt": times["mtimeMs"],
        "fileType": "audio",
    }
