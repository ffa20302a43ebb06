"""What the server is doing, apart from answering."""

import copy
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sandbox.audiobookshelf import metadata, patching
from sandbox.audiobookshelf.book import Book, new_id
from sandbox.audiobookshelf.chapters import ChapterSource
from sandbox.audiobookshelf.custom_provider import CustomProvider
from sandbox.audiobookshelf.faults import Orders, ProcessExitError
from sandbox.audiobookshelf.library import Database, Library
from sandbox.audiobookshelf.scanning import Outcome, Scanner
from sandbox.audiobookshelf.sources import Sources
from sandbox.audiobookshelf.users import User
from sandbox.audiobookshelf.watcher import Watcher
from sandbox.clock import in_turns

RESCAN: Final = timedelta(milliseconds=20)
"""Of one item; a forced scan takes 10 ms each, a first one 84 (facts/audiobookshelf.md 2.7)."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write that arrived over the API: to which item, by which user, and the body as it came."""

    item_id: str
    user: str
    body: Mapping[str, Any]


@dataclass(slots=True)
class Task:
    """A library scan, while it runs and after; `stored` is the metadata.json of each item as the scan has read it."""

    library: Library
    started_at: int
    ends_at: float
    stored: Mapping[str, Any]
    id: str = field(default_factory=new_id)
    finished_at: int | None = None

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        data = {
            "libraryId": self.library.id,
            "libraryName": self.library.name,
            "libraryMediaType": self.library.media_type,
        }
        return {
            "id": self.id,
            "action": "library-scan",
            "data": data,
            "title": f'Scanning "{self.library.name}" library',
            "titleKey": "MessageTaskScanningLibrary",
            "titleSubs": [self.library.name],
            "description": None,
            "descriptionKey": None,
            "descriptionSubs": None,
            "error": None,
            "errorKey": None,
            "errorSubs": None,
            "showSuccess": True,
            "isFailed": False,
            "isFinished": self.finished_at is not None,
            "startedAt": self.started_at,
            "finishedAt": self.finished_at,
        }


@dataclass(slots=True)
class State:
    """The database, the scanner and watcher at work on it, and the switches a test may turn.

    Args:
        database: Everything that is known.
        scanner: Reads the folders.
        watcher: Finds new files.
        takes: Lets the time of a write pass; the clock's own `sleep` makes it real.
    """

    database: Database
    scanner: Scanner
    watcher: Watcher
    users: list[User] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    orders: Orders = field(default_factory=Orders)
    tasks: list[Task] = field(default_factory=list)
    providers: list[CustomProvider] = field(default_factory=list)
    sources: Sources = field(default_factory=Sources)
    takes: Callable[[timedelta], Awaitable[None]] = in_turns
    chapter_source: ChapterSource = field(default_factory=ChapterSource)
    scan_takes: timedelta = timedelta(0)
    exits: int = 0
    omit_total: bool = False

    @property
    def scanning(self) -> bool:
        """Whether a library scan runs."""
        self.finish_scans()
        return bool(self.tasks)

    def start_scan(self, library: Library) -> None:
        """Begin a scan in the background; nothing happens while one runs."""
        self.finish_scans()
        if not self.tasks:
            ends_at = self.database.clock.monotonic() + self.scan_takes.total_seconds()
            stored = {book.id: book.stored for book in self.database.in_library(library.id)}
            self.tasks.append(Task(library, self.database.now(), ends_at, stored))
        self.finish_scans()

    def finish_scans(self) -> None:
        """Let the scans that have taken their time come to an end."""
        now = self.database.clock.monotonic()
        due = [task for task in self.tasks if task.ends_at <= now]
        self.tasks = [task for task in self.tasks if task.ends_at > now]
        for task in due:
            for book in self.database.in_library(task.library.id):
                # What was written meanwhile is lost (facts/audiobookshelf_2.md 0.2).
                book.stored = task.stored.get(book.id, book.stored)
            self.scan(task.library)

    def scan(self, library: Library) -> Outcome:
        """A whole scan at once; new and changed items are reported in tens."""
        outcome = self.scanner.full(library)
        self.database.tell("items_added", outcome.added, at_once=10)
        self.database.tell("items_updated", [*outcome.updated, *outcome.missing], at_once=10)
        return outcome

    def rescan(self, book: Book) -> bool:
        """Scan one item; whether it changed."""
        changed = self.scanner.rescan(book)
        if changed:
            self.database.tell("item_updated", [book])
        return changed

    async def rescan_slowly(self, book: Book) -> bool:
        """The same over the API: what is written to the item meanwhile is lost (facts/audiobookshelf_2.md 0.2)."""
        read = book.stored
        await self.takes(RESCAN)
        book.stored = read
        return self.rescan(book)

    async def write(self, book: Book, payload: Mapping[str, Any], user: User) -> bool:
        """A write over the API, which takes its time; whether it changed anything."""
        self.writes.append(Write(book.id, user.name, copy.deepcopy(dict(payload))))
        writing, exits = patching.steps(self.database, book, payload), self.exits
        try:
            while True:
                await self.takes(next(writing))
                if self.exits != exits:
                    raise ProcessExitError("it ended while it wrote")
        except StopIteration as end:
            return self._stored(book, changed=end.value)

    def set_chapters(
        self, book: Book, chapters: list[dict[str, Any]], payload: Mapping[str, Any], user: User
    ) -> bool:
        """Keep the chapters of a write over the API, but for when; whether they differ from those before."""
        self.writes.append(Write(book.id, user.name, copy.deepcopy(dict(payload))))
        changed = book.chapters != chapters
        if changed:
            book.chapters, book.stored = chapters, {**book.metadata_json(), "chapters": chapters}
        return self._stored(book, changed=changed)

    def apply(self, book: Book, payload: Mapping[str, Any]) -> bool:
        """Change the item at once and keep its metadata.json; whether anything changed."""
        return self._stored(book, changed=patching.apply(self.database, book, payload))

    def _stored(self, book: Book, *, changed: bool) -> bool:
        if changed:
            self.database.tell("item_updated", [book])
            library = self.database.libraries[book.library_id]
            metadata.keep(self.database, library, book, book.stored or {})
        return changed
