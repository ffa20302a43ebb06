"""``shelfhook store copy``, ``backup`` and ``restore``."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.commands.errors import told
from daemon.commands.look import AsJson
from domain.errors import BadInputError

if TYPE_CHECKING:
    from store.database import Database
    from store.upkeep.copying import CopiedTable

app = typer.Typer(no_args_is_help=True, help="The store as a whole.")

_PLACE = "A SQLite file, or postgresql+asyncpg://user@host/name (the password from ~/.pgpass or PGPASSWORD)."
_ON_POSTGRESQL = "is PostgreSQL, which has tools of its own: use `pg_dump --format=custom` and `pg_restore`"


@app.command()
@told
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help=_PLACE)],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same, and empty or not there yet.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy everything from one store into an empty one, and compare both; no daemon may run on either."""
    copied = asyncio.run(_copy(_address("FROM", source), _address("TO", target)))
    if as_json:
        tables = [{"name": one.name, "rows": one.rows, "checksum": one.checksum} for one in copied]
        typer.echo(json.dumps({"tables": tables}))
        return
    from daemon.commands.tables import table

    table(("Table", "Rows", "Checksum at both ends"), [(c.name, c.rows, c.checksum[:16]) for c in copied])


@told
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to make.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it is there.")] = False,
) -> None:
    """Copy the SQLite store to a file, also while the daemon runs; the copy is checked."""
    from store.upkeep.backup import back_up

    size = back_up(_sqlite_file(), file, force=force)
    typer.echo(f"{file}: {size} bytes, checked")


@told
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by backup.")]) -> None:
    """Put a backup in the place of the SQLite store, which is kept beside it; stop the daemon first."""
    asyncio.run(_restore(_sqlite_file(), file))


async def _restore(present: Path, file: Path) -> None:
    from daemon.clock import SystemClock
    from store.database import Database, sqlite_url
    from store.upkeep.backup import restore as put_back

    present.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with _alone(Database(sqlite_url(present))):
        restored = await asyncio.to_thread(put_back, present, file, now=SystemClock().now())
    typer.echo(f"restored {file}")
    if restored.former is not None:
        typer.echo(f"the former store is kept as {restored.former}")
    if not restored.session_is_current:
        typer.echo(
            "MAM's session is that of the backup, and MAM may have given a newer cookie since, so it is not used: "
            "make a new session and set MAM_ID, or, if shelfhook did not run after that backup, "
            "`shelfhook mam retry` goes on with the old one"
        )


async def _copy(source: str, target: str) -> "Sequence[CopiedTable]":
    from store.database import Database
    from store.upkeep.copying import copy as copy_store

    there, here = Database(source), Database(target)
    if there.url == here.url:
        raise BadInputError("TO", "is the same store as FROM")
    if there.file is not None and not there.file.is_file():
        raise BadInputError("FROM", f"there is no file {there.file}")
    if here.file is not None:
        here.file.touch(mode=0o600)
    async with _alone(there), _alone(here):
        return await copy_store(there, here)


@asynccontextmanager
async def _alone(db: "Database") -> AsyncIterator[None]:
    """A store that nobody else uses meanwhile.

    Raises:
        NeedsPersonError: Somebody does.
    """
    from store.ownership import Ownership

    async with AsyncExitStack() as stack:
        stack.push_async_callback(db.close)
        for what in ("daemon", "mam"):
            ownership = Ownership(db, what)
            await ownership.acquire()
            stack.push_async_callback(ownership.release)
        yield


def _address(which: str, given: str) -> str:
    from store.database import sqlite_url

    scheme, found, rest = given.partition("://")
    if not found:
        return sqlite_url(Path(given).absolute())
    if scheme in {"postgresql", "postgres"}:
        return f"postgresql+asyncpg://{rest}"
    if scheme not in {"postgresql+asyncpg", "sqlite+aiosqlite"}:
        raise BadInputError(which, "must be a SQLite file or begin with postgresql+asyncpg://")
    return given


def _sqlite_file() -> Path:
    """The store that the settings name."""
    from daemon.config.problems import load
    from store.database import Database

    file = Database(load(complete=False).store_url).file
    if file is None:
        raise BadInputError("DATABASE_URL", _ON_POSTGRESQL)
    return file
