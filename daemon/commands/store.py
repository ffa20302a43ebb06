"""``shelfhook store copy``, ``backup`` and ``restore``."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from daemon.commands.errors import report_errors
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, reply, table
from daemon.words import units


@dataclass(frozen=True, slots=True)
class SavedStore:
    """A backup: its file, and its size."""

    file: str
    bytes: int


@dataclass(frozen=True, slots=True)
class RestoredStore:
    """A backup that took the store's place: where the former store is, and whether MyAnonamouse's session in it is the newest."""

    file: str
    former: str | None
    session_is_current: bool


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """A table of both stores: its rows, and a checksum that is the same at both ends."""

    name: str
    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class CopiedStore:
    """A store that was copied."""

    tables: list[CopiedRows]


app = Commands(no_args_is_help=True, help="The store as a whole.")

_OUTDATED = (
    "the backup's MyAnonamouse session may be outdated, so shelfhook does not use it: create a new session and set "
    "MAM_ID, or, if shelfhook has not run since that backup, reuse it with `shelfhook retry mam`"
)
_PLACE = "A SQLite file, or postgresql://user@host/name (the password from ~/.pgpass or PGPASSWORD)."


@app.command()
@report_errors
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help=_PLACE)],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="The target in the same form: empty, or not yet existing.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy everything from one store into an empty one, and compare both; stop the daemons of both first."""
    from daemon.commands import store_files

    copied = store_files.copy(source, target)
    if as_json:
        tables = [CopiedRows(one.name, one.rows, one.checksum) for one in copied]
        typer.echo(json.dumps(asdict(CopiedStore(tables))))
        return
    table(
        ("Table", "Rows", "Checksum at both ends"),
        [(c.name, c.rows, c.checksum[:16]) for c in copied],
        none="No tables.",
    )


@report_errors
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup file to write.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the SQLite store to a file, also while the daemon runs; the copy is checked."""
    from daemon.commands import store_files

    size = store_files.save(file, force=force)
    reply(asdict(SavedStore(str(file), size)), f"{file}: {units.size(size)}, checked", as_json=as_json)


@report_errors
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file made by `shelfhook backup`.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the SQLite store, which is kept beside it; stop the daemon first."""
    from daemon.commands import store_files

    restored = store_files.restore(file)
    former = None if restored.former is None else str(restored.former)
    kept = [] if former is None else [f"the former store is kept as {former}"]
    outdated = [] if restored.session_is_current else [_OUTDATED]
    values = asdict(RestoredStore(str(file), former, restored.session_is_current))
    reply(values, f"restored {file}", *kept, *outdated, as_json=as_json)
