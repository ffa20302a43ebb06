"""A library, a history, and what changes the one and keeps the other."""

from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, Server, Turn
from domain.dependency import Dependency
from domain.described import TagsFromMam
from domain.listed_duration import DurationTag
from domain.policy import DEFAULT_POLICY
from handlers.library.as_written import MirrorWritten
from handlers.writing.item_desk import ItemDesk
from handlers.writing.item_fields import ItemFields
from handlers.writing.undo import UndoChanges
from handlers.writing.write_fields import WriteFields
from sandbox.audiobookshelf import SandboxAudiobookshelf
from sandbox.clock import FakeClock
from store.addresses import sqlite_url
from store.changes import Changes
from store.database import Database
from store.field_locks import FieldLocks
from store.locks import Locks
from tests.fixtures.stores import ready_file


@pytest.fixture
async def changes(tmp_path: Path) -> AsyncIterator[Changes]:
    database = Database(sqlite_url(ready_file(tmp_path / "history.db")))
    yield Changes(database)
    await database.close()


@pytest.fixture
async def connect(
    shelf: SandboxAudiobookshelf, clock: FakeClock
) -> AsyncIterator[Callable[..., Audiobookshelf]]:
    """Makes a client of any address, and with a turn to write where it is to have one."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:

        def make(url: str, turn: Turn = nullcontext) -> Audiobookshelf:
            dependency = Dependency("audiobookshelf", clock)
            http = Http(session=session, base_url=url, dependency=dependency, clock=clock)
            return Audiobookshelf(Server(http=http, token=SecretStr(shelf.editor.token), turn=turn))

        yield make


@pytest.fixture
def desk(
    connect: Callable[..., Audiobookshelf],
    shelf: SandboxAudiobookshelf,
    changes: Changes,
    clock: FakeClock,
) -> ItemDesk:
    return ItemDesk(
        audiobookshelf=connect(shelf.url),
        changes=changes,
        locks=FieldLocks(changes.db),
        fields=ItemFields(DurationTag("Listed duration {h}h {mm}m"), TagsFromMam(("full cast", "litrpg"))),
        clock=clock,
        dry_run=False,
        items=Locks(changes.db),
        written=MirrorWritten(clock),
    )


@pytest.fixture
def write(desk: ItemDesk) -> WriteFields:
    return WriteFields(desk=desk, policy=DEFAULT_POLICY)


@pytest.fixture
def undo(desk: ItemDesk, changes: Changes) -> UndoChanges:
    return UndoChanges(changes=changes, desk=desk)
