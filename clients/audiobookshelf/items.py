"""What Audiobookshelf tells of itself, its libraries and its books."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from clients.audiobookshelf.embedded import Embedded
from domain.recording import Series

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """Who answers, as told without a key. `initialised` is False until its first user was made."""

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
    """A book as listings show it.

    `ino` is the file's inode when `is_file`, else the folder's. `author_name` joins the authors by
    ``, ``, which is lossy. `num_audio_files` is 0 for an ebook and for a missing item.
    """

    id: str
    library_id: str
    path: str
    rel_path: str
    is_file: bool
    is_missing: bool
    ino: int | None
    title: str | None
    author_name: str | None
    num_audio_files: int
    duration_seconds: float
    updated_at: datetime | None
    added_at: datetime | None


@dataclass(frozen=True, slots=True)
class AudioFile:
    """One audio file of a book.

    `path` is Audiobookshelf's view, `rel_path` is below the item's folder. `ino` is the real inode, shared
    by hard links. `embedded` is what a scan reads from this file's tags.
    """

    path: str
    rel_path: str
    ino: int | None
    size: int | None
    duration_seconds: float
    embedded: Embedded


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """A book in full.

    `path` is Audiobookshelf's view; with `is_file` it is the audio file itself, in the library's root.
    `duration_seconds` is the sum over its files, 0 when there are none. `abridged` False also means
    that nobody ever said. `description` is HTML as Audiobookshelf sanitised it. `brings_metadata` tells of
    a metadata.json or .opf beside the files, in which values may have come along that a person entered.
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
    tags: tuple[str, ...]
    publisher: str | None
    published_year: str | None
    isbn: str | None
    asin: str | None
    language: str | None
    description: str | None
    abridged: bool
    duration_seconds: float
    chapters: int
    audio_files: tuple[AudioFile, ...]
    brings_metadata: bool
    updated_at: datetime | None
    added_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the items asked for. `skipped` counts those that could not be read at all."""

    items: tuple[T, ...]
    skipped: int = 0
