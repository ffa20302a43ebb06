"""Removes a metadata file of ours once the item beside which it lies has its values."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, Final

from domain import paths
from domain.clock import Clock
from domain.errors import NeedsPersonError, TransientError
from domain.importing.plan import Plan
from domain.importing.sidecar import said_by
from domain.looking import Expected
from domain.outcomes import Done, Drop, Later, Outcome
from domain.paths import Place
from domain.policy import FieldName
from domain.retry import Wait
from handlers.importing import sidecar_file
from handlers.importing.brought import Brought
from handlers.importing.sidecar_of import SidecarOf
from handlers.library.files_on_disk import audio_of
from handlers.library.linked_paths import LinkedPaths
from handlers.library.newest import NewestItems
from handlers.writing.item_desk import ItemDesk
from store.books import Book, Books
from store.imports import Import, Imports
from store.sidecars import Sidecar, Sidecars

UNREAD_FOR: Final = timedelta(minutes=1)
"""How long an item may lack the file's values: a file that came after its item's first scan is read 12.4 s later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSidecar:
    """Removes a metadata file of ours, which beats the API and every person as long as it is there.

    Audiobookshelf has copied its values into its own file by then, where they stay (facts/audiobookshelf_2.md 0.3 and
    0.4). They become changes of the history, so that they can be seen and undone, and a later correction of MAM's finds
    them to be ours. What a person entered meanwhile stays theirs: it is in Audiobookshelf's own file.

    Safe to repeat. A file that is not ours any more stays, and so does one that the server rewrites by itself.

    Args:
        sidecars: The files.
        imports: What made them.
        sidecar_of: Makes such a file.
        books: The mirror.
        newest: Refreshes it.
        linked_paths: Translates between the daemon's view and Audiobookshelf's.
        desk: Reads the items, while no other part of ours changes them.
        server_writes: Whether Audiobookshelf keeps its metadata beside the books; None when it did not say.
        clock: The time.
    """

    sidecars: Sidecars
    imports: Imports
    sidecar_of: SidecarOf
    books: Books
    newest: NewestItems
    linked_paths: LinkedPaths
    desk: ItemDesk
    server_writes: Callable[[], Awaitable[bool | None]]
    clock: Clock

    async def __call__(self, path: str, event_id: int) -> Outcome:
        """See to the file at a path, as the daemon sees it; *event_id* is noted with the changes."""
        sidecar = await self.sidecars.at(path)
        if sidecar is None:
            return Drop("no metadata file of ours is there")
        try:
            content = await asyncio.to_thread(sidecar_file.ours, path, sidecar)
        except FileNotFoundError:
            return await self._over(sidecar, "it is not there any more")
        except OSError as error:
            raise TransientError(f"the metadata file {path} cannot be read ({error.strerror})") from error
        folder = str(PurePosixPath(path).parent)
        place = (await self.linked_paths.map()).locate(folder, source="daemon", target="abs")
        items = await self._items(place)
        stays = None
        if content is None:
            stays = "it was rewritten, so it is not ours any more, and stays"
        elif not items:
            return await self._without_item(sidecar, place)
        elif await self.server_writes():
            stays = "Audiobookshelf keeps its metadata beside the books, so it is its own now"
        made = None if sidecar.import_id is None else await self.imports.by_id(sidecar.import_id)
        brought = Brought(
            self._said(made, folder) if content is None else said_by(content),
            self.desk.fields,
            event_id,
            None if made is None else made.download_id,
        )
        return await self._settle(sidecar, items, brought, stays)

    def _said(self, made: Import | None, folder: str) -> Mapping[FieldName, Any]:
        """What a file of an import said before it was rewritten, as the server does that keeps metadata beside books."""
        plan = None if made is None or made.plan is None else Plan.model_validate(made.plan)
        books = [] if plan is None else [book for book in plan.books if str(book.folder) == folder]
        content = self.sidecar_of(books[0].recording) if books else None
        return {} if content is None else said_by(content)

    async def _items(self, place: Place) -> list[Book]:
        """The items of just this folder, one of each library."""
        for again in (True, False):
            found = await self.books.at([place.path], ignore_case=place.ignore_case)
            if there := [book for book in found if not book.is_missing]:
                return there
            if again:
                await self.newest.refresh()
        return []

    async def _without_item(self, sidecar: Sidecar, place: Place) -> Outcome:
        """Wait for it; but where another item has these files, the values are not that one's."""
        files = await asyncio.to_thread(audio_of, str(PurePosixPath(sidecar.path).parent))
        mine = {(file.inode, file.size) for file in files}
        above = [up for up in paths.ancestors(place.path) if up != place.path]
        around = await self.books.at(above, ignore_case=place.ignore_case)
        around += await self.books.below(place.path, ignore_case=place.ignore_case)
        other = next((book for book in around if not book.is_missing and book.inodes & mine), None)
        if other is None:
            expected = Expected(written_at=sidecar.written_at)
            return Later(Wait.SIDECAR, "its item is not in Audiobookshelf yet", expected)
        await self._unlink(sidecar)
        return await self._over(sidecar, f"removed: Audiobookshelf took the files for the item {other.path}")

    async def _settle(
        self, sidecar: Sidecar, books: Sequence[Book], brought: Brought, stays: str | None
    ) -> Outcome:
        """Note what the items took from the file, and remove it unless it stays."""
        ids = sorted(book.item_id for book in books)
        unread = stays is None and self.clock.now() - sidecar.written_at < UNREAD_FOR
        async with self.desk.items.of(f"item {item_id}" for item_id in ids):
            known = [one for item_id in ids if (one := await self.desk.look(item_id)) is not None]
            if unread and any(map(brought.is_unread, known)):
                return Later(Wait.SIDECAR, "its item does not have the values yet")
            rows = [row for one in known for row in brought.changes(one, now=self.clock.now())]
            await self.desk.changes.plan(rows)
            if stays is None:
                await self._unlink(sidecar)
        for item_id in ids[:1]:
            await self.sidecars.note_item(sidecar.id, item_id)
        removed = f"removed: the item has its values, {len(rows)} that the files do not say"
        return await self._over(sidecar, stays or removed)

    async def _unlink(self, sidecar: Sidecar) -> None:
        try:
            await asyncio.to_thread(sidecar_file.remove, sidecar.path, sidecar)
        except OSError as error:
            raise NeedsPersonError(
                f"shelfhook cannot remove its metadata file {sidecar.path} ({error.strerror})",
                "let shelfhook write to that folder, or remove the file: a scan takes its values over any edit",
            ) from error

    async def _over(self, sidecar: Sidecar, why: str) -> Done:
        await self.sidecars.note_removed(sidecar.id, now=self.clock.now())
        return Done(f"metadata file: {why}")
