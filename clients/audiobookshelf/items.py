"""What Audiobookshelf says about itself, its libraries and its books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

from clients.audiobookshelf.embedded import (
    Embedded,
    both,
    read_embedded,
    read_embedded_in_path,
    title_in,
)
from clients.audiobookshelf.marks import read_chapters
from domain.chapters import Chapter, ChapterFile
from domain.folder_names import PathReading, read_path
from domain.recording import Series

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """The server, as it describes itself without a key. `initialised` is False until its first user was created."""

    version: str
    initialised: bool


@dataclass(frozen=True, slots=True)
class Me:
    """The user that the key belongs to, and what it may do; never the credential that the answer holds.

    `user_type` is ``root``, ``admin``, ``user`` or ``guest``. Scans need `is_admin`, writes `can_update`.
    """

    username: str
    user_type: str
    is_admin: bool
    can_update: bool
    sees_all_libraries: bool
    sees_explicit: bool


@dataclass(frozen=True, slots=True)
class Library:
    """One library of books. `folders` are paths as Audiobookshelf sees them, perhaps in a container.

    `metadata_precedence` lists where a scan takes values from, the strongest last: without
    ``absMetadata`` in it, the next scan reverts what was written over the API.
    """

    id: str
    name: str
    folders: tuple[str, ...]
    watcher_enabled: bool
    metadata_precedence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A book as listings show it: enough to see whether it has changed."""

    id: str
    path: str
    is_missing: bool
    updated_at: datetime | None
    added_at: datetime | None


@dataclass(frozen=True, slots=True)
class AudioFile:
    """One audio file of a book.

    `path` is Audiobookshelf's view, `rel_path` is below the item's folder. `ino` is the real inode, shared
    by hard links. `tags` are the file's, by Audiobookshelf's names; `marks` the chapters in it, as they came.
    """

    path: str
    rel_path: str
    ino: int | None
    size: int | None
    duration_seconds: float
    tags: Mapping[str, Any]
    marks: tuple[Any, ...] = ()

    @property
    def as_chapter(self) -> ChapterFile:
        """What a scan may make chapters of: its marks, or else itself, called by its title or its name."""
        name = PurePosixPath(self.path)
        titles = {str(self.tags.get("tagTitle") or name.name), name.name, name.stem}
        return ChapterFile(self.duration_seconds, frozenset(titles), read_chapters(self.marks))

    @property
    def embedded(self) -> Embedded:
        """What a scan reads from this file's tags."""
        return read_embedded(self.tags)


@dataclass(frozen=True)  # without slots, so that what costs some time to read is read once
class LibraryItem:
    """A book in full.

    `path` is Audiobookshelf's view; with `is_file` it is the audio file itself, in the library's root.
    `duration_seconds` is the sum over its files, 0 when there are none. `abridged` and `explicit` False also
    mean that it was never set. `description` is HTML as Audiobookshelf sanitised it. `brings_metadata` is about
    a metadata.json or .opf beside the files, in which values may have come along that a person entered. `cover_path` is
    the cover's file, None where the item shows Audiobookshelf's placeholder; `brings_cover` is about a picture beside
    or inside the files, which a scan takes where there is no cover.
    """

    id: str
    library_id: str
    path: str
    rel_path: str
    is_file: bool
    is_missing: bool
    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    series: tuple[Series, ...]
    genres: tuple[str, ...]
    tags: tuple[str, ...]
    publisher: str | None
    published_year: str | None
    published_date: str | None
    isbn: str | None
    asin: str | None
    language: str | None
    description: str | None
    abridged: bool
    explicit: bool
    duration_seconds: float
    listed_chapters: tuple[Any, ...]
    audio_files: tuple[AudioFile, ...]
    brings_metadata: bool
    updated_at: datetime | None
    added_at: datetime | None
    cover_path: str | None
    brings_cover: bool

    @cached_property
    def scanned(self) -> Embedded:
        """What a scan reads of it: in its first file's tags, else in its path."""
        tags = self.audio_files[0].embedded if self.audio_files else Embedded()
        return both(tags, read_embedded_in_path(self._read_path))

    @cached_property
    def _read_path(self) -> PathReading:
        return read_path(self.rel_path, is_file=self.is_file)

    @property
    def titled_by_path(self) -> bool:
        """Whether Audiobookshelf read its title in its path, with the subtitle or without, as no file's tags have one."""
        title = self._read_path.title
        from_path = title is not None and title in {self.title, f"{self.title} - {self.subtitle}"}
        return from_path and not any(title_in(file.tags) for file in self.audio_files)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Its chapters; whether a scan, a person or a program made them is not known."""
        return read_chapters(self.listed_chapters)

    @property
    def chapter_files(self) -> tuple[ChapterFile, ...]:
        """What a scan may make chapters of."""
        return tuple(file.as_chapter for file in self.audio_files)


@dataclass(frozen=True, slots=True)
class Busy:
    """What Audiobookshelf is working on by itself, by id: whole libraries, as in a scan, and single items."""

    libraries: frozenset[str]
    items: frozenset[str]

    def covers(self, item: LibraryItem) -> bool:
        """Whether it may be working on this item."""
        return item.library_id in self.libraries or item.id in self.items


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the items asked for. `skipped` counts those that could not be read at all."""

    items: tuple[T, ...]
    skipped: int = 0
