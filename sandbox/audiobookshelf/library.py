"""The libraries, and the database behind them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.clock import Clock
from sandbox.audiobookshelf.book import Author, Book, Place, new_id
from sandbox.audiobookshelf.shapes import VERSION


def _settings() -> dict[str, Any]:
    return {
        "coverAspectRatio": 1,
        "disableWatcher": False,
        "autoScanCronExpression": None,
        "skipMatchingMediaWithAsin": False,
        "skipMatchingMediaWithIsbn": False,
        "audiobooksOnly": False,
        "epubsAllowScriptedContent": False,
        "hideSingleBookSeries": False,
        "onlyShowLaterBooksInContinueSeries": False,
        "metadataPrecedence": [
            "folderStructure",
            "audioMetatags",
            "nfoFile",
            "txtFiles",
            "opfFile",
            "absMetadata",
        ],
        "markAsFinishedPercentComplete": None,
        "markAsFinishedTimeRemaining": 10,
    }


@dataclass(slots=True, kw_only=True, eq=False)
class Library:
    """One library over one folder.

    Args:
        name: Shown to people.
        folder: Where its files really are.
        view: The same folder as the server reports it, without a trailing slash.
        created_at: Milliseconds since 1970.
        media_type: ``book`` or ``podcast``.
    """

    name: str
    folder: Path
    view: str
    created_at: int
    media_type: str = "book"
    id: str = field(default_factory=new_id)
    folder_id: str = field(default_factory=new_id)
    settings: dict[str, Any] = field(default_factory=_settings)
    last_scan: int | None = None

    def place(self, rel: str) -> dict[str, Any]:
        """Where an item is, as its fields say; *rel* is its path below the folder."""
        return {
            "library_id": self.id,
            "folder_id": self.folder_id,
            "path": f"{self.view}/{rel}",
            "rel_path": rel,
        }

    def shown(self, order: int) -> dict[str, Any]:
        """As the API shows it."""
        folder = {
            "id": self.folder_id,
            "fullPath": self.view,
            "libraryId": self.id,
            "addedAt": self.created_at,
        }
        return {
            "id": self.id,
            "name": self.name,
            "folders": [folder],
            "displayOrder": order,
            "icon": "database",
            "mediaType": self.media_type,
            "provider": "google",
            "settings": self.settings,
            "lastScan": self.last_scan,
            "lastScanVersion": VERSION if self.last_scan else None,
            "createdAt": self.created_at,
            "lastUpdate": self.last_scan or self.created_at,
        }


@dataclass(frozen=True, slots=True)
class ShelfEvent:
    """What a socket would have received: ``items_added`` and the like, with the items' ids."""

    name: str
    item_ids: tuple[str, ...]


@dataclass(slots=True)
class Database:
    """Everything the server knows. Authors and series are rows of their own, found whatever the case.

    `reads_flag_tags` makes it a server that takes abridged and explicit from file tags, as 2.36 does not;
    `stores_metadata_with_item` is its setting ``storeMetadataWithItem``.
    """

    clock: Clock
    libraries: dict[str, Library] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    events: list[ShelfEvent] = field(default_factory=list)
    listeners: list[Callable[[ShelfEvent], None]] = field(default_factory=list)
    reads_flag_tags: bool = False
    stores_metadata_with_item: bool = False
    _authors: dict[tuple[str, str], Author] = field(default_factory=dict)
    _series: dict[tuple[str, str], Place] = field(default_factory=dict)

    def now(self) -> int:
        """The clock's time in milliseconds since 1970."""
        return milliseconds(self.clock.now())

    def in_library(self, library_id: str) -> Iterator[Book]:
        """The library's books, in the order in which they came."""
        return (book for book in self.books.values() if book.library_id == library_id)

    def knows_author(self, library_id: str, name: str) -> bool:
        """Whether the author has a row."""
        return (library_id, name.lower()) in self._authors

    def knows_series(self, library_id: str, name: str) -> bool:
        """Whether the series has a row."""
        return (library_id, name.lower()) in self._series

    def author(self, library_id: str, name: str) -> Author:
        """The author's row, made if need be; the first spelling stays."""
        return self._authors.get((library_id, name.lower())) or self.new_author(library_id, name)

    def new_author(self, library_id: str, name: str) -> Author:
        """A row for an author, beside any that there is."""
        author = self._authors[library_id, name.lower()] = Author(new_id(), name)
        return author

    def place(self, library_id: str, name: str, sequence: str | None) -> Place:
        """The series of that name, made if need be, and a place in it."""
        row = self._series.setdefault((library_id, name.lower()), Place(new_id(), name, None))
        return Place(row.id, row.name, sequence)

    def forget_unused(self, library_id: str, authors: Iterable[Author], series: Iterable[Place]) -> None:
        """Delete those of the rows that no book of the library has any more."""
        books = list(self.in_library(library_id))
        for author in authors:
            if not any(author in book.authors for book in books):
                self._authors.pop((library_id, author.name.lower()), None)
        for place in series:
            if not any(place.id == other.id for book in books for other in book.series):
                self._series.pop((library_id, place.name.lower()), None)

    def tell(self, name: str, books: Iterable[Book], *, at_once: int = 1) -> None:
        """Record events of at most *at_once* items each."""
        ids = [book.id for book in books]
        for start in range(0, len(ids), at_once):
            event = ShelfEvent(name, tuple(ids[start : start + at_once]))
            self.events.append(event)
            for listener in self.listeners:
                listener(event)


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1000)
