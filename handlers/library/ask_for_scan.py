"""Making Audiobookshelf look, where it has not noticed files by itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf
from domain import paths
from domain.clock import Clock
from domain.errors import NeedsPersonError, NotFoundError
from domain.library_layout import item_of
from handlers.library.library_list import LibraryList
from store.libraries import KnownLibrary, Libraries

HINT_AFTER: Final = timedelta(seconds=30)
"""Its own watcher takes about 12 s (facts/audiobookshelf.md 4)."""

SCAN_AFTER: Final = timedelta(seconds=60)
"""After the hint."""

SCAN_EVERY: Final = timedelta(minutes=10)
"""At most one scan of a library, and one of an item, in this time."""

HINTS: Final = 10
"""Of one library in `SCAN_EVERY`: one scan finds any number of items at once."""

_KEPT: Final = timedelta(days=1)
_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(slots=True)
class _Missed:
    """Since when something is missed, and when Audiobookshelf was notified; seconds of the clock."""

    since: float
    told: float | None = None


@dataclass(slots=True)
class _Memory:
    missed: dict[str, _Missed] = field(default_factory=dict)
    forbidden: str | None = None
    listed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForScan:
    """Asks Audiobookshelf to scan files that exist and that it does not have.

    Safe to repeat: it keeps the pace itself. A restart forgets what was hinted, and not when a library was
    asked to scan.

    Args:
        audiobookshelf: The library; the key's user must be an administrator, which is logged once if not.
        libraries: Knows which library a path lies in.
        library_list: Lists them again for a path that lies in none: it may be in a new one.
        clock: The time.
        allowed: `ABS_SCAN`.
    """

    audiobookshelf: Audiobookshelf
    libraries: Libraries
    library_list: LibraryList
    clock: Clock
    allowed: bool
    _memory: _Memory = field(default_factory=_Memory)

    async def for_file(self, path: str) -> str:
        """Ask, when it is time, for the item that an audio file belongs to.

        Args:
            path: As Audiobookshelf sees it, spelt as on the disk.

        Returns:
            What was done about it or why nothing was, for a person.
        """
        found = await self._library(path) or await self._new_library(path)
        if found is None:
            return "it is outside the libraries of Audiobookshelf"
        library, folder = found
        missed = self._missed(_item(path, folder))
        if not self._may_ask or self._seconds(missed.since) < HINT_AFTER.total_seconds():
            return self._memory.forbidden or self._never
        try:
            if missed.told is None and self._hints_left(library):
                await self.audiobookshelf.hint(library.library_id, path)
                missed.told = self.clock.monotonic()
                return "Audiobookshelf was notified of the file"
            return await self._scan(library, missed)
        except NeedsPersonError as error:
            return self._refused(error)
        except NotFoundError:
            return f"Audiobookshelf no longer has the library {library.name}"

    async def for_growth(self, item_id: str, path: str, *, single_file: bool) -> str:
        """Request, when it is time, another scan of an item that has fewer than its files.

        Args:
            item_id: Of an item that is not missing: a scan would take its files away.
            path: Its path as Audiobookshelf sees it.
            single_file: Whether it is one file in the library's own folder, which no item scan can read.

        Returns:
            What was done about it or why nothing was, for a person.
        """
        missed = self._missed(item_id)
        if not self._may_ask or self._seconds(missed.since) < HINT_AFTER.total_seconds():
            return self._memory.forbidden or self._never
        try:
            if single_file:
                found = await self._library(path)
                return await self._scan(found[0], missed) if found else ""
            if missed.told is not None and self._seconds(missed.told) < SCAN_EVERY.total_seconds():
                return "Audiobookshelf was asked to scan the item"
            missed.told = self.clock.monotonic()
            await self.audiobookshelf.scan_item(item_id)
        except NeedsPersonError as error:
            return self._refused(error)
        except NotFoundError:
            return "the item is gone"
        return "Audiobookshelf was asked to scan the item"

    def missed_for(self, what: str) -> timedelta:
        """How long an item has been missed, by its path or id; from this call on, when it was not before."""
        return timedelta(seconds=self._seconds(self._missed(what).since))

    def missed_since(self, what: str) -> datetime:
        """The time of day when that began."""
        return self.clock.now() - self.missed_for(what)

    def settled(self, *what: str) -> None:
        """Forget items that were missed, by their paths or ids: they are as they should be."""
        for one in what:
            self._memory.missed.pop(_key(one), None)

    async def _scan(self, library: KnownLibrary, missed: _Missed) -> str:
        since = missed.since + HINT_AFTER.total_seconds() if missed.told is None else missed.told
        if self._seconds(since) < SCAN_AFTER.total_seconds():
            return "Audiobookshelf was notified of the file" if missed.told is not None else ""
        if library.library_id in (await self.audiobookshelf.busy()).libraries:
            return "Audiobookshelf is scanning the library"
        now = self.clock.now()
        if not await self.libraries.may_ask_for_scan(library.library_id, now=now, every=SCAN_EVERY):
            return "Audiobookshelf was asked to scan the library"
        await self.audiobookshelf.scan_library(library.library_id)
        _log.info("library_scan_requested", service="audiobookshelf", library=library.name)
        return "Audiobookshelf was asked to scan the library"

    @property
    def _may_ask(self) -> bool:
        return self.allowed and self._memory.forbidden is None

    @property
    def _never(self) -> str:
        return "" if self.allowed else "ABS_SCAN=never: Audiobookshelf was not asked to scan"

    def _refused(self, error: NeedsPersonError) -> str:
        if self._memory.forbidden is None:
            self._memory.forbidden = str(error)
            _log.warning("library_scans_forbidden", service="audiobookshelf", reason=str(error))
        return self._memory.forbidden

    def _missed(self, what: str) -> _Missed:
        memory = self._memory.missed
        for old in [k for k, one in memory.items() if self._seconds(one.since) > _KEPT.total_seconds()]:
            del memory[old]
        return memory.setdefault(_key(what), _Missed(self.clock.monotonic()))

    def _seconds(self, since: float) -> float:
        return self.clock.monotonic() - since

    def _hints_left(self, library: KnownLibrary) -> bool:
        recent = [
            one
            for key, one in self._memory.missed.items()
            if one.told is not None
            and self._seconds(one.told) < SCAN_EVERY.total_seconds()
            and any(paths.is_below(key, paths.key(folder)) for folder in library.folders)
        ]
        return len(recent) < HINTS

    async def _new_library(self, path: str) -> tuple[KnownLibrary, str] | None:
        """The same among the libraries that there are by now; they are not listed more often than scanned."""
        last = self._memory.listed
        if last is not None and self._seconds(last) < SCAN_EVERY.total_seconds():
            return None
        self._memory.listed = self.clock.monotonic()
        await self.library_list.again()
        return await self._library(path)

    async def _library(self, path: str) -> tuple[KnownLibrary, str] | None:
        """The library that a path lies in, and which of its folders."""
        found = [
            (library, folder)
            for library in await self.libraries.all()
            for folder in library.folders
            if paths.is_below(path, folder)
        ]
        return max(found, key=lambda one: len(paths.parts(one[1])), default=None)


def _key(what: str) -> str:
    return paths.key(what) if paths.is_absolute(what) else what


def _item(path: str, folder: str) -> str:
    """The path of the item that an audio file of a library's folder belongs to."""
    below = paths.parts(path)[len(paths.parts(folder)) :]
    return f"{paths.key(folder)}/{item_of(PurePosixPath(*below))}"
