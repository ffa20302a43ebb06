"""Copying, saving and restoring the store."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from daemon.clock import SystemClock
from daemon.config.problems import load
from domain.errors import BadInputError
from store.addresses import DRIVERS, password_in, sqlite_url
from store.database import Database
from store.ownership import Ownership
from store.troubles import begins_as_sqlite, not_opened
from store.upkeep.backup import Restored, back_up
from store.upkeep.backup import restore as put_back
from store.upkeep.copying import CopiedTable
from store.upkeep.copying import copy as copy_store

_ON_POSTGRESQL: Final = (
    "is PostgreSQL, which has tools of its own: use `pg_dump --format=custom` and `pg_restore`"
)


def save(file: Path, *, force: bool) -> int:
    """Copy the store that the settings name to *file*; its size in bytes."""
    return back_up(_sqlite_file(), file, force=force)


def restore(file: Path) -> Restored:
    """Replace the settings' store with *file*."""
    return asyncio.run(_restore(_sqlite_file(), file))


async def _restore(present: Path, file: Path) -> Restored:
    present.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with _alone(Database(sqlite_url(present))):
        return await asyncio.to_thread(put_back, present, file, now=SystemClock().now())


def copy(source: str, target: str) -> Sequence[CopiedTable]:
    """Copy one store into another; returns the copied tables.

    Raises:
        BadInputError: They are the same, or one is not there.
        NeedsPersonError: Somebody uses one of them.
    """
    return asyncio.run(_copy(Database(_address("FROM", source)), Database(_address("TO", target))))


async def _copy(there: Database, here: Database) -> Sequence[CopiedTable]:
    if there.url == here.url:
        raise BadInputError("TO", "is the same store as FROM")
    if there.file is not None and not there.file.is_file():
        raise BadInputError("FROM", f"there is no file {there.file}")
    if there.file is not None and not begins_as_sqlite(there.file):
        raise BadInputError("FROM", f"{there.file} is not a shelfhook store")
    if here.file is not None:
        try:
            here.file.touch(mode=0o600)
        except OSError as error:
            raise not_opened(here.file, error) from error
    async with _alone(there), _alone(here):
        return await copy_store(there, here)


@asynccontextmanager
async def _alone(db: Database) -> AsyncIterator[None]:
    """A store that no other process uses meanwhile.

    Raises:
        NeedsPersonError: Somebody does.
    """
    async with AsyncExitStack() as stack:
        stack.push_async_callback(db.close)
        for what in ("daemon", "mam"):
            ownership = Ownership(db, what)
            await ownership.acquire()
            stack.push_async_callback(ownership.release)
        yield


def _address(which: str, given: str) -> str:
    scheme, found, _ = given.partition("://")
    if not found:
        return sqlite_url(Path(given).absolute())
    if scheme not in DRIVERS:
        raise BadInputError(which, "must be a SQLite file or begin with postgresql://")
    if password_in(given) is not None:
        raise BadInputError(
            which,
            "holds a password, which every user of this machine could read in the list of processes",
            mend="leave it out and set PGPASSWORD, or put it into ~/.pgpass",
        )
    return given


def _sqlite_file() -> Path:
    """The store that the settings name."""
    file = Database(load(consistent=False).store_url).file
    if file is None:
        raise BadInputError("DATABASE_URL", _ON_POSTGRESQL)
    return file
