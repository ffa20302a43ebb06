"""Scans: from the files on disk to items and back: facts/audiobookshelf.md 5."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sandbox.audiobookshelf import metadata
from sandbox.audiobookshelf.audio import audio_file, probe
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.chapters import scanned
from sandbox.audiobookshelf.covers import Covers
from sandbox.audiobookshelf.disk import DiskFile, group, kind, library_file, times, walk
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
        outcome = self._reconcile(library, mind_ignore=True, touches=lambda _rel: True)
        library.last_scan = self.database.now()
        return outcome

    def touched(self, library: Library, rels: set[str]) -> Outcome:
        """Scan the items that own one of these files, which may be new, changed or gone."""
        owners = rels | {str(folder) for rel in rels for folder in PurePosixPath(rel).parents}
        return self._reconcile(library, mind_ignore=False, touches=owners.__contains__)

    def rescan(self, book: Book) -> bool:
        """Scan one item; whether it changed. A missing one loses its files."""
        library = self.database.libraries[book.library_id]
        files = group(walk(library.folder)).get(book.rel_path, [])
        return self._read(library, book, files)

    def _reconcile(self, library: Library, *, mind_ignore: bool, touches: Callable[[str], bool]) -> Outcome:
        groups = group(walk(library.folder, mind_ignore=mind_ignore))
        books = {book.rel_path: book for book in self.database.in_library(library.id)}
        gone = {book.id: book for rel, book in books.items() if rel not in groups}
        by_inode = _by_inode(gone.values())
        outcome = Outcome()
        for rel, files in groups.items():
            if not touches(rel):
                continue
            book = books.get(rel) or _moved(library, rel, files, by_inode)
            if book is None:
                self._add(library, rel, files, outcome)
            elif self._read(library, book, files, rel):
                outcome.updated.append(book)
            if book is not None and book.id in gone:
                del gone[book.id]
                by_inode = {ino: other for ino, other in by_inode.items() if other is not book}
        for book in gone.values():
            if touches(book.rel_path) and not book.is_missing:
                self._lose(library, book)
                outcome.missing.append(book)
        return outcome

    def _add(self, library: Library, rel: str, files: Sequence[DiskFile], outcome: Outcome) -> None:
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
        self._read(library, book, files, rel)
        ebook = book.ebook_file is not None and not library.settings["audiobooksOnly"]
        if book.audio_files or ebook:
            self.database.books[book.id] = book
            outcome.added.append(book)

    def _lose(self, library: Library, book: Book) -> None:
        book.is_missing = True
        book.updated_at = self.database.now()
        if (library.folder / book.rel_path).is_dir():
            _set_files(book, [], [])

    def _read(self, library: Library, book: Book, files: Sequence[DiskFile], rel: str | None = None) -> bool:
        """Take over what is on disk, by now at *rel* if given; whether that differs from before."""
        before = _snapshot(book)
        if rel is not None:
            book.rel_path, book.path = rel, f"{library.view}/{rel}"
            book.is_file = files[0].rel == rel
        book.is_missing = not files
        if files:
            stat = (library.folder / book.rel_path).stat()
            book.ino, book.times = str(stat.st_ino), times(stat)
        self._read_files(library, book, files)
        book.chapters = scanned(book)
        metadata.refresh(self.database, book, library.settings["metadataPrecedence"])
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
            elif one["metadata"]["filename"] == "metadata.json":
                book.stored = _read_stored(library, file) or book.stored
        if _signatures(audio) != _signatures(book.tracks):
            _set_files(book, shown, audio)
        else:
            book.library_files = shown
        ebooks = [one for one in shown if kind(one["metadata"]["filename"]) == "ebook"]
        if ebooks:
            book.ebook_file = {**ebooks[0], "ebookFormat": ebooks[0]["metadata"]["ext"].removeprefix(".")}


def _read_stored(library: Library, file: DiskFile) -> dict[str, Any] | None:
    try:
        raw = json.loads((library.folder / file.rel).read_bytes())
    except (OSError, ValueError):
        return None
    return raw if isinstance(raw, dict) else None


def _by_inode(gone: Iterable[Book]) -> dict[str, Book]:
    """The books whose path is gone, by their files' inodes and, before those, by their own."""
    books = list(gone)
    files = {one["ino"]: book for book in books for one in book.library_files}
    return files | {book.ino: book for book in books}


def _moved(
    library: Library, rel: str, files: Sequence[DiskFile], by_inode: Mapping[str, Book]
) -> Book | None:
    """Which of the books whose path is gone this is: by the item's own inode, then by a file's.

    None of those below it: an item that swallows others is a new one (facts/audiobookshelf_2.md 5.2).
    """
    own = str((library.folder / rel).stat().st_ino)
    inodes = [own, *(str(file.stat.st_ino) for file in files if kind(file.rel) == "audio")]
    found = (by_inode[ino] for ino in inodes if ino in by_inode)
    return next((book for book in found if not book.rel_path.startswith(f"{rel}/")), None)


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
