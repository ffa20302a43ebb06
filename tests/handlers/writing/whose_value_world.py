"""A library and a store that a model of whose value wins is compared with."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, LibraryItem, Server
from domain.dependency import Dependency
from domain.described import TagsFromMam
from domain.facts import ChangeSource
from domain.listed_duration import MISMATCH_TAG, DurationTag
from domain.policy import FieldName, policy_from
from handlers.writing.item_desk import ItemDesk
from handlers.writing.item_fields import ItemFields
from handlers.writing.undo import UndoChanges
from handlers.writing.write_fields import WriteFields
from sandbox.audiobookshelf import Book, SandboxAudiobookshelf
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.changes import Change, Changes
from store.database import Database
from store.field_locks import FieldLocks
from store.locks import Locks
from tests.fixtures.stores import ready_file

POLICY: Final = policy_from({"publisher": "ours", "description": "ours", "genres": "ours", "tags": "ours"})
FIELDS: Final = ItemFields(DurationTag("Listed duration {h}h {mm}m"), TagsFromMam(("A", "B")))
TAPE: Final = {
    "composer": "T. Reader",
    "publisher": "Tape House",
    "album": "Tape",
    "genre": "T/S",
    "subtitle": "T",
}

VALUES: Final[Mapping[FieldName, Sequence[Any]]] = {
    FieldName.NARRATORS: [["A"], ["T. Reader"], ["B", "A"]],
    FieldName.ABRIDGED: [True, False],
    FieldName.EXPLICIT: [True, False],
    FieldName.TITLE: ["A", "Tape", "Bare"],
    FieldName.SUBTITLE: ["A", "T"],
    FieldName.DURATION_TAG: ["Listed duration 1h 00m", "Listed duration 2h 00m"],
    FieldName.MISMATCH_TAG: [True, False],
    FieldName.AUTHORS: [["A"], ["a", "B"]],
    FieldName.SERIES: [[{"name": "S", "sequence": "1"}], [{"name": "s", "sequence": None}]],
    FieldName.PUBLISHER: ["A", "Tape House", "B"],
    FieldName.DESCRIPTION: ["<p>A</p>", "<div>A & B</div>"],
    FieldName.LANGUAGE: ["A", "B"],
    FieldName.PUBLISHED_YEAR: ["2001", "2002"],
    FieldName.PUBLISHED_DATE: ["2001-01-01", "2002-01-01"],
    FieldName.ISBN: ["A", "B"],
    FieldName.ASIN: ["A", "B"],
    FieldName.GENRES: [["A", "B"], ["T", "S"], ["b"]],
    FieldName.TAGS: [["A"], ["B", "A"]],
}
EMPTY: Final[Mapping[FieldName, Any]] = {
    FieldName.NARRATORS: [],
    FieldName.ABRIDGED: False,
    FieldName.EXPLICIT: False,
    FieldName.TITLE: None,
    FieldName.SUBTITLE: None,
    FieldName.DURATION_TAG: None,
    FieldName.MISMATCH_TAG: False,
    FieldName.AUTHORS: [],
    FieldName.SERIES: [],
    FieldName.PUBLISHER: None,
    FieldName.DESCRIPTION: None,
    FieldName.LANGUAGE: None,
    FieldName.PUBLISHED_YEAR: None,
    FieldName.PUBLISHED_DATE: None,
    FieldName.ISBN: None,
    FieldName.ASIN: None,
    FieldName.GENRES: [],
    FieldName.TAGS: [],
}


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
        await self.shelf.start()
        self.database = Database(sqlite_url(ready_file(self.folder / "history.db")))
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        await self.session.close()
        await self.database.close()
        await self.shelf.stop()

    def process(self, *, dry_run: bool = False) -> tuple[WriteFields, UndoChanges]:
        """What a process that has just started would write and undo with."""
        http = Http(
            session=self.session,
            base_url=self.shelf.url,
            dependency=Dependency("audiobookshelf", self.clock),
            clock=self.clock,
        )
        changes = Changes(self.database)
        desk = ItemDesk(
            audiobookshelf=Audiobookshelf(
                Server(http=http, token=SecretStr(self.shelf.editor.token), turn=nullcontext)
            ),
            changes=changes,
            locks=FieldLocks(changes.db),
            fields=FIELDS,
            clock=self.clock,
            dry_run=dry_run,
            items=Locks(changes.db),
        )
        return WriteFields(desk=desk, policy=POLICY), UndoChanges(changes=changes, desk=desk)


def entered(book: Book, name: FieldName, value: Any) -> dict[str, Any]:
    """The form that a person sends to give a field this value."""
    match name:
        case FieldName.DURATION_TAG:
            others = [tag for tag in book.tags if not FIELDS.duration_tag.is_one(tag)]
            return {"tags": [*others, *([value] if value else [])]}
        case FieldName.MISMATCH_TAG:
            others = [tag for tag in book.tags if tag != MISMATCH_TAG]
            return {"tags": [*others, *([MISMATCH_TAG] if value else [])]}
        case FieldName.SERIES:
            return {"series": [(one["name"], one["sequence"]) for one in value]}
        case FieldName.TAGS:
            return {"tags": [*(tag for tag in book.tags if tag not in FIELDS.tags.wanted), *value]}
    return {name.value.replace(" ", "_"): value}


def is_persons(item: LibraryItem, name: FieldName, value: Any, newest: Change | None) -> bool:
    """Whether a value that a person has just entered is theirs, by what was sent to the field last."""
    if newest is None:
        return bool(value) and not FIELDS.same(name, FIELDS.embedded(item, name), value)
    if newest.source is ChangeSource.PERSON:
        return True
    return not FIELDS.same(name, newest.after, value)
