"""Scans: from the files on disk to items and back: facts/audiobookshelf.md 5."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sandbox.audiobookshelf import metadata
from sandbox.audiobookshelf.audio import audio_file, probe
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.covers import Covers
from sandbox.audiobookshelf.disk import DiskFile, group, is_media, kind, library_file, times, walk
from sandbox.audiobookshelf.library import Database, Library


@dataclass(slots=True)
class Outcome:
    """The books that a scan touched."""

    added: list[Book] = field(default_factory=list)
    updated: list[Book] = field(default_factory=list)
    missing: list[Book] = field(default_factory=list)


@dataclass(slots=True)
class Scanner:
    """Brings the database in line with a library's folder."""

    database: Database
    covers: Covers = field(default_factory=Covers)

    def full(self, library: Library) -> Outcome:
        """Scan the whole library, ready or not."""
        groups = group(walk(library.folder, mind_ignore=True))
        books = {book.rel_path: book for book in self.database.in_library(library.id)}
        gone = {book.id: book for rel, book in books.items() if rel not in groups}
        outcome = Outcome()
        for rel, files in groups.items():
            book = books.get(rel) or _moved(library, rel, files, gone.values())
            if book is None:
                self.add(library, rel, files, outcome)
                continue
            gone.pop(book.id, None)
            if self.read(library, book, files, rel=rel, is_file=files[0].rel == rel):
                outcome.updated.append(book)
        for book in gone.values():
            self.lose(book, outcome)
        library.last_scan = self.database.now()
        return outcome

    def rescan(self, book: Book) -> bool:
        """Scan one item; whether it changed. One without media is missing, and loses its files.

        That it is a single file is not known to such a scan (facts/audiobookshelf_2.md 5.3).
        """
        library = self.database.libraries[book.library_id]
        files = walk(library.folder, below=book.rel_path, mind_ignore=True)
        return self.read(library, book, files, rel=book.rel_path, is_file=False)

    def update(self, library: Library, rel: str, names: Sequence[str], outcome: Outcome) -> None:
        """Scan the item at a path, or the one above it, that the watcher saw these files of.

        Args:
            library: Its library.
            rel: The path, where the watcher takes an item to be.
            names: The files, of which some may be gone.
            outcome: Gets the item.
        """
        is_file = list(names) == [rel]
        books = {book.rel_path: book for book in self.database.in_library(library.id)}
        there = (library.folder / rel).exists()
        book = next((books[up] for up in (rel, *_above(rel)) if up in books), None)
        if book is not None:
            if book.rel_path == rel and not there:
                self.lose(book, outcome)
            elif self.rescan(book):
                outcome.updated.append(book)
            return
        if not there:
            return
        files = (
            [one for one in walk(library.folder) if one.rel == rel]
            if is_file
            else walk(library.folder, below=rel, mind_ignore=True)
        )
        if (book := _moved(library, rel, files, books.values())) is not None:
            if self.read(library, book, files, rel=rel, is_file=is_file):
                outcome.updated.append(book)
        elif not any(other.startswith(f"{rel}/") for other in books):
            self.add(library, rel, files, outcome)

    def add(self, library: Library, rel: str, files: Sequence[DiskFile], outcome: Outcome) -> None:
        """Take in what is at a path, if it has any media."""
        now = self.database.now()
        book = Book(
            **library.place(rel),
            is_file=False,
            ino="",
            times={},
            added_at=now,
            updated_at=now,
            media_type=library.media_type,
        )
        if not any(is_media(file.rel) for file in files):
            return
        self.read(library, book, files, rel=rel, is_file=files[0].rel == rel)
        ebook = book.ebook_file is not None and not library.settings["audiobooksOnly"]
        if book.audio_files or ebook:
            self.database.books[book.id] = book
            outcome.added.append(book)

    def lose(self, book: Book, outcome: Outcome) -> None:
        """Mark an item as missing; it keeps its values, and the list of its files."""
        if not book.is_missing:
            book.is_missing = True
            book.updated_at = self.database.now()
            outcome.missing.append(book)

    def read(
        self, library: Library, book: Book, files: Sequence[DiskFile], *, rel: str, is_file: bool
    ) -> bool:
        """Take over what is on disk, by now at *rel*; whether that differs from before."""
        before = _snapshot(book)
        book.rel_path, book.path, book.is_file = rel, f"{library.view}/{rel}", is_file
        if files:
            stat = (library.folder / rel).stat()
            book.ino, book.times = str(stat.st_ino), times(stat)
        self._read_files(library, book, files)
        book.is_missing = not book.audio_files and book.ebook_file is None
        metadata.read(self.database, library, book)
        self.covers.scan(library, book)
        book.last_scan = self.database.now()
        changed = _snapshot(book) != before
        if changed:
            book.updated_at = max(self.database.now(), book.updated_at)
        return changed

    def _read_files(self, library: Library, book: Book, files: Sequence[DiskFile]) -> None:
        now = self.database.now()
        known = {one["metadata"]["path"]: one for one in book.library_files}
        shown = []
        for file in files:
            one = library_file(file, book.rel_path, library.view, now)
            former = known.get(one["metadata"]["path"])
            shown.append(former if former and _same_file(former, one) else one)
        audio: list[dict[str, Any]] = []
        for file, one in zip(files, shown, strict=True):
            found = probe(library.folder / file.rel) if one["fileType"] == "audio" else None
            if found is not None:
                audio.append(audio_file(len(audio) + 1, one, found))
        if _signatures(audio) != _signatures(book.tracks):
            _set_files(book, shown, audio)
        else:
            book.library_files = shown
        ebooks = [one for one in shown if one["fileType"] == "ebook"]
        first = min(ebooks, key=lambda one: one["metadata"]["ext"].lower() != ".epub", default=None)
        book.ebook_file = first and {**first, "ebookFormat": first["metadata"]["ext"].removeprefix(".")}


def _above(rel: str) -> list[str]:
    """The folders above a path, the nearest first."""
    return [str(up) for up in PurePosixPath(rel).parents][:-1]


def _moved(library: Library, rel: str, files: Sequence[DiskFile], books: Iterable[Book]) -> Book | None:
    """Which of the books this is: by the item's own inode, or by that of a single file that has a folder now.

    A folder's files are not asked for, but for a single file (facts/audiobookshelf_2.md 5.2).
    """
    own = str((library.folder / rel).stat().st_ino)
    audio = {str(file.stat.st_ino) for file in files if kind(file.rel) == "audio"}
    single = files[0].rel == rel if files else False
    every = list(books)
    for book in every:
        if book.ino == own:
            return book
    for book in every:
        theirs = {one["ino"] for one in book.library_files}
        if (book.is_file and book.ino in audio) or (single and own in theirs):
            return book
    return None


def _set_files(book: Book, shown: list[dict[str, Any]], audio: list[dict[str, Any]]) -> None:
    book.library_files = shown
    book.audio_files = list(audio)
    total = sum(one["duration"] for one in audio)
    book.duration = int(total) if float(total).is_integer() else round(total, 6)


def _same_file(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["ino"] == other["ino"] and one["metadata"] == other["metadata"])


def _signatures(files: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["ino"], one["metadata"], one["metaTags"]) for one in files]


def _snapshot(book: Book) -> list[Any]:
    return [
        book.path,
        book.ino,
        book.is_missing,
        book.metadata_json(),
        book.library_files,
        book.duration,
        book.cover_path,
    ]
