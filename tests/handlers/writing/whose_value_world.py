"""A library and a store that a model of whose value wins is compared with."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from whose_value_fields import FIELDS, PICTURES, POLICY, entered

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Covers, LibraryItem, Server
from clients.audiobookshelf.item_reading import read_item
from clients.images import Picture
from domain.dependency import Dependency
from domain.facts import ChangeSource
from domain.paths import PathMap
from domain.policy import FieldName, only_empty
from handlers.library.as_written import MirrorWritten
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_offers import CoverOffer, CoverOffers
from handlers.writing.cover_undo import UndoCover
from handlers.writing.item_desk import ItemDesk, Reason
from handlers.writing.undo import UndoChanges
from handlers.writing.write_fields import WriteFields
from sandbox.audiobookshelf import Book, SandboxAudiobookshelf
from sandbox.audiobookshelf.shapes import expanded
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.changes import Changes
from store.database import Database
from store.downloads import Downloads
from store.field_locks import FieldLocks
from store.locks import Locks
from store.source_answers import SourceAnswer, SourceAnswers
from tests.fixtures.stores import ready_file


@dataclass(frozen=True, slots=True)
class Process:
    """What a process that has just started writes and undoes with."""

    desk: ItemDesk
    covers: CoverDesk
    undo: UndoChanges

    async def bring(self, item_id: str, wanted: Mapping[FieldName, Any], source: ChangeSource) -> None:
        """Apply what a source says of an item: MAM by the policy, another one as the enrichment does."""
        policy = POLICY if source is ChangeSource.MAM else only_empty(POLICY)
        reason = Reason(source=source, event_id=1, download_id=None)
        fields = {name: value for name, value in wanted.items() if name is not FieldName.COVER}
        if fields:
            await WriteFields(desk=self.desk, policy=policy)(item_id, fields, reason)
        if FieldName.COVER in wanted:
            await self.covers(item_id, [CoverOffer(wanted[FieldName.COVER], source)], reason)


@dataclass(slots=True)
class World:
    """One library, one store and one event loop for all examples; each has books of its own."""

    folder: Path
    runner: asyncio.Runner
    clock: FakeClock = field(default_factory=FakeClock)
    shelf: SandboxAudiobookshelf = field(init=False)
    database: Database = field(init=False)
    session: aiohttp.ClientSession = field(init=False)
    examples: int = 0

    async def open(self) -> None:
        (self.folder / "books").mkdir()
        self.shelf = SandboxAudiobookshelf(clock=self.clock, folder=self.folder / "books")
        self.shelf.editor.upload = self.shelf.editor.delete = True
        await self.shelf.start()
        self.database = Database(sqlite_url(ready_file(self.folder / "history.db")))
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        await self.session.close()
        await self.database.close()
        await self.shelf.stop()

    def process(self, *, dry_run: bool = False) -> Process:
        http = Http(
            session=self.session,
            base_url=self.shelf.url,
            dependency=Dependency("audiobookshelf", self.clock),
            clock=self.clock,
        )
        server = Server(http=http, token=SecretStr(self.shelf.editor.token), turn=nullcontext)
        changes = Changes(self.database)
        desk = ItemDesk(
            audiobookshelf=Audiobookshelf(server),
            changes=changes,
            locks=FieldLocks(changes.db),
            fields=FIELDS,
            clock=self.clock,
            dry_run=dry_run,
            items=Locks(changes.db),
            written=MirrorWritten(self.clock),
        )
        covers = CoverDesk(
            audiobookshelf=desk.audiobookshelf,
            covers=Covers(server),
            changes=changes,
            locks=desk.locks,
            items=desk.items,
            fetch=_fetched,
            offers=CoverOffers(Downloads(changes.db), SourceAnswers(changes.db)),
            path_map=_no_map,
            policy=POLICY,
            clock=self.clock,
            dry_run=dry_run,
            written=desk.written,
        )
        return Process(
            desk, covers, UndoChanges(changes=changes, desk=desk, apart={FieldName.COVER: UndoCover(covers)})
        )

    def value(self, book: Book, item: LibraryItem, name: FieldName) -> Any:
        """What a book's field holds now; for the cover the description of the picture that is shown."""
        if name is not FieldName.COVER:
            return FIELDS.value(item, name)
        shown = book.cover_path and self.shelf.covers.read(self.shelf.library, book.cover_path)
        return next((one for one, picture in PICTURES.items() if picture.data == shown), None)

    def item(self, book: Book) -> LibraryItem:
        """A book as any client reads it."""
        return read_item(expanded(book))

    def enter(self, book: Book, name: FieldName, value: Any) -> None:
        """Give a field a value as a person does in the web interface."""
        match name:
            case FieldName.COVER if value is None:
                book.cover_path = None
            case FieldName.COVER:
                self.shelf.covers.upload(self.shelf.library, book, "jpg", PICTURES[value].data)
            case FieldName.CHAPTERS:
                # That moves no time of the item (facts/audiobookshelf_2.md 3).
                book.chapters = [{"id": at, **one} for at, one in enumerate(value)]
                book.stored = book.metadata_json()
                return
            case _:
                self.shelf.edit(book.id, **entered(book, name, value))
                return
        book.updated_at = max(self.shelf.state.database.now(), book.updated_at + 1)

    async def know_the_pictures(self, item_id: str) -> None:
        """Let each be one that a source has of the item, so that an undone cover is to be had again."""
        for source, picture in zip((ChangeSource.AUDIBLE, ChangeSource.GOOGLE_BOOKS), PICTURES, strict=True):
            await SourceAnswers(self.database).keep(
                SourceAnswer(
                    item_id=item_id,
                    source=source,
                    asked_at=self.clock.now(),
                    in_vain=0,
                    found=True,
                    values={FieldName.COVER.value: picture},
                    why=None,
                )
            )


async def _fetched(address: str) -> Picture:
    return PICTURES[address]


async def _no_map() -> PathMap:
    return PathMap()
