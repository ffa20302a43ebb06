"""A book's folder in the library changed: the mirror follows, and waiting downloads are retried."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain import paths
from domain.events import LibraryChanged
from domain.outcomes import Done, Later, Outcome
from domain.paths import Place
from domain.retry import Wait
from handlers.importing.others_books import WriteBesideBook
from handlers.library import files_on_disk
from handlers.library.adopt import AdoptFolder
from handlers.library.ask_for_scan import AskForScan
from handlers.library.expecting import ExpectItem
from handlers.library.files_on_disk import DiskFile, differing
from handlers.library.linked_paths import LinkedPaths
from handlers.library.newest import NewestItems
from handlers.library.wake import WakeDownloads
from store.books import Book, Books

PATIENCE: Final = timedelta(minutes=15)
"""After a notification and a scan, Audiobookshelf ignores what it has not added by then."""

GONE_PATIENCE: Final = timedelta(minutes=2)
"""Audiobookshelf notices removed files within 13 s, or at its next scan (facts/audiobookshelf.md 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowFolder:
    """Mirror what Audiobookshelf makes of a folder, and retry the downloads that it concerns.

    A folder without a download is matched against the waiting records; else, if it lies in a torrent of the
    client, it is adopted through the torrent; else it is only mirrored. Safe to repeat: it reads, and
    limits its requests for scans itself.

    Args:
        linked_paths: Translates between the daemon's view and Audiobookshelf's.
        books: The mirror.
        mirror_library: Refreshes it.
        ask_for_scan: Asks for scans where the server's own watcher misses something.
        wake: Finds the downloads that wait for an item.
        adopt: Finds the torrents that a folder belongs to.
        write_beside: Gives a book without an item its metadata file; None where `SIDECAR` is off.
    """

    linked_paths: LinkedPaths
    books: Books
    newest: NewestItems
    expect_item: ExpectItem
    ask_for_scan: AskForScan
    wake: WakeDownloads
    adopt: AdoptFolder
    write_beside: WriteBesideBook | None = None

    async def __call__(self, event: LibraryChanged, _event_id: int) -> Outcome:
        """Handle the change of one folder."""
        place = (await self.linked_paths.map()).locate(event.path, source="daemon", target="abs")
        files = await asyncio.to_thread(files_on_disk.audio_of, event.path)
        if not files:
            return await self._gone(place)
        books = await self._complete(place, files)
        if not books:
            moved = [book.item_id for book in await self.books.with_inodes((f.inode, f.size) for f in files)]
            here = [book.item_id for book in await self.books.at([place.path], ignore_case=place.ignore_case)]
            await self.newest.refresh({*moved, *here})
            books = await self._complete(place, files)
        if not books:
            return await self._in_another(place, files) or await self._not_yet(event.path, place, files)
        self.ask_for_scan.settled(place.path, *(book.item_id for book in books))
        woken = await self.wake(books)
        if woken:
            return Done("a download takes its files from there", then=woken)
        adopted = await self.adopt(event.path)
        return Done(
            "its torrent is handled now" if adopted else "its item was read from Audiobookshelf", then=adopted
        )

    async def _complete(self, place: Place, files: Sequence[DiskFile]) -> list[Book]:
        """The items at a place, one of each library with that place, if all have all of the present files."""
        books = await self._at(place)
        return [] if any(differing(book, files) for book in books) else books

    async def _at(self, place: Place) -> list[Book]:
        found = await self.books.at([place.path], ignore_case=place.ignore_case)
        return [book for book in found if not book.is_missing]

    async def _in_another(self, place: Place, files: Sequence[DiskFile]) -> Outcome | None:
        """Whether the item of a folder above has these files, as an item with audio of its own does."""
        above = [up for up in paths.ancestors(place.path) if up != place.path]
        found = await self.books.at(above, ignore_case=place.ignore_case)
        mine = {(file.inode, file.size) for file in files}
        outer = next((book for book in found if not book.is_missing and mine <= book.inodes), None)
        if outer is None:
            return None
        self.ask_for_scan.settled(place.path)
        return Done(f"Audiobookshelf has it in the item {outer.path}", then=await self.wake([outer]))

    async def _not_yet(self, folder: str, place: Place, files: Sequence[DiskFile]) -> Outcome:
        """Audiobookshelf has no item here, or one with fewer files than the folder."""
        book = next((one for one in await self._at(place) if differing(one, files)), None)
        if book is None:
            if self.write_beside is not None:
                await self.write_beside(folder, files)
            path_map = await self.linked_paths.map()
            spelt = path_map.locate(files[0].path, source="daemon", target="abs").spelling
            asked, missed = await self.ask_for_scan.for_file(spelt), place.path
            problem = "not in Audiobookshelf yet"
        else:
            asked = await self.ask_for_scan.for_growth(book.item_id, book.path, single_file=book.is_file)
            missed, problem = book.item_id, f"Audiobookshelf has {differing(book, files)}"
        reason = f"{problem}; {asked}" if asked else problem
        if self.ask_for_scan.missed_for(missed) < PATIENCE:
            here = {folder, *(file.path for file in files)}
            since = self.ask_for_scan.missed_since(missed)
            expected = await self.expect_item([place], here, otherwise=since)
            return Later(Wait.LIBRARY_FOLDER, reason, expected)
        self.ask_for_scan.settled(missed)
        return Done(f"{reason}; no longer waiting for it", then=await self.wake([book] if book else []))

    async def _gone(self, place: Place) -> Outcome:
        """No audio is here any more: Audiobookshelf decides about its items."""
        there = await self._listed(place)
        if there and await self.newest.refresh(book.item_id for book in there):
            there = await self._listed(place)
        if not there:
            self.ask_for_scan.settled(place.path)
            return Done("the folder has no audio files any more")
        reason = f"Audiobookshelf still lists {there[0].path}"
        if self.ask_for_scan.missed_for(place.path) < GONE_PATIENCE:
            return Later(Wait.LIBRARY_FOLDER, reason)
        self.ask_for_scan.settled(place.path)
        return Done(reason)

    async def _listed(self, place: Place) -> list[Book]:
        """The items at or below a place that are not known to be missing."""
        found = await self.books.at([place.path], ignore_case=place.ignore_case)
        found += await self.books.below(place.path, ignore_case=place.ignore_case)
        return [book for book in found if not book.is_missing]
