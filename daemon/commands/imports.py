"""``shelfhook import``: put finished torrents into the library, see what goes where, and take it back."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from daemon.commands.arguments import ImportNumber, ImportState
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.import_group import PLACE, ImportGroup
from daemon.commands.import_lines import about, note, plan_lines, title, where
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, safe, table
from daemon.commands.typed import typed_state
from daemon.words import units
from daemon.words.wording import LINKS, named
from domain.facts import ImportChoice, ImportStatus
from domain.importing.since import LinkState, ShelfState

SECONDS: Final = 600
"""A book's bytes are compared or copied within it."""

_OPTIONS: Final = {
    ImportChoice.AS_PLANNED: "",
    ImportChoice.AS_ONE: " --as-one",
    ImportChoice.BESIDE: " --beside",
}

app = Commands(
    cls=ImportGroup,
    no_args_is_help=True,
    help="Put finished torrents into the library: `shelfhook import N`, with N a download's number, or one of the commands.",
)


@app.command(PLACE, hidden=True)
@report_errors
def place(
    number: Annotated[int | None, typer.Argument(metavar="N", help="A download's number.")] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="All finished torrents that are not imported.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be made.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import a download, or with --all what finished before, one after the other; with --dry-run nothing is made."""
    if (number is None) != every:
        raise typer.BadParameter("give a download's number, or --all")
    path = "/api/imports" if number is None else f"/api/imports/{number}"
    if dry_run:
        found = send(f"{path}/plan", {}, seconds=SECONDS)
        print_planned(found if number is None else [found], as_json=as_json)
        return
    done = send(path, {}, seconds=SECONDS)
    if as_json:
        typer.echo(json.dumps(done))
    elif number is None:
        typer.echo(f"torrents to be imported, one after the other: {done['torrents']}")
    else:
        _print_order(number, done)


@app.command("confirm")
@report_errors
def confirm(
    number: ImportNumber,
    *,
    beside: Annotated[
        bool, typer.Option("--beside", help="Beside what is in the place, in a folder with another name.")
    ] = False,
    as_one: Annotated[bool, typer.Option("--as-one", help="All of the torrent as one book.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let an import that needs you go on: as it is planned, as one book, or beside what is in its place."""
    if beside and as_one:
        raise typer.BadParameter("give one of --beside and --as-one")
    choice = ImportChoice.BESIDE if beside else ImportChoice.AS_ONE if as_one else ImportChoice.AS_PLANNED
    done = send(f"/api/imports/{number}/confirm", {"choice": choice.value})
    _print_order(number, done, as_json=as_json)


@app.command("undo")
@report_errors
def undo(number: ImportNumber, *, as_json: AsJson = False) -> None:
    """Remove what an import made, unless it was changed since; the torrent stays."""
    _print_order(number, send(f"/api/imports/{number}/undo", {}), as_json=as_json)


@app.command("list")
@report_errors
def list_imports(
    *,
    state: ImportState = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest imports, each by the number of its download."""
    status = f"&status={known}" if (known := typed_state(state, ImportStatus)) else ""
    found = ask(f"/api/imports?limit={limit}{status}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Title", "State", "Size", "Note"),
        [
            (
                one["download"],
                one["title"] or "no title",
                named(one["status"]),
                units.size(one["size"]),
                note(one),
            )
            for one in found
        ],
        none="No imports in this state." if state else "No imports yet.",
        shortened=("Title", "Note"),
    )


@app.command("show")
@report_errors
def show(number: ImportNumber, *, as_json: AsJson = False) -> None:
    """Show the import of one download: its files, and where its books are."""
    found = ask(f"/api/imports/{number}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    typer.echo(f"{title(found)}: {named(found['status'])}")
    for line in (*about(found), *(plan_lines(found["plan"]) if found["plan"] else ())):
        typer.echo(line)
    for choice in found["choices"]:
        typer.echo(f"decide: shelfhook import confirm {number}{_OPTIONS[choice]}")


@app.command("check")
@report_errors
def check(
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="Link again what takes its space twice, after asking.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix: link again without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find imported books whose links broke or that went. Ends with 1 when there are any; nothing is changed without --fix.

    A file is linked again only where every byte is the same as the torrent's.
    """
    found = send("/api/imports/check", {}, seconds=SECONDS)
    if as_json and not fix:
        typer.echo(json.dumps(found))
    elif not as_json:
        _print_check(found, fix=fix)
    done = [_link_again(one, yes=yes, quiet=as_json) for one in found if fix and one["twice"]]
    if as_json and fix:
        typer.echo(json.dumps([each for some in done for each in some]))
    if found and not fix:
        raise typer.Exit(1)


@app.command("unlink")
@report_errors
def unlink(number: ImportNumber, *, as_json: AsJson = False) -> None:
    """Take back `check --fix`: the download's files that it linked again become files of their own."""
    undone = send(f"/api/imports/{number}/unlink", {}, seconds=SECONDS)
    if as_json:
        typer.echo(json.dumps(undone))
        return
    for path in undone:
        typer.echo(f"copied again: {safe(path)}")


def print_planned(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print what would be made."""
    if as_json:
        typer.echo(json.dumps(found))
        return
    for one in found:
        why = f": {safe(one['detail'])}" if one["detail"] else ""
        typer.echo(f"{title(one)}: {named(one['status'])}{why}")
        for line in plan_lines(one["plan"]) if one["plan"] else ():
            typer.echo(f"  {line}")
    typer.echo("nothing was made" if found else "no finished torrent waits to be imported")


def _print_order(number: int, done: Mapping[str, Any], *, as_json: bool = False) -> None:
    typer.echo(json.dumps(done) if as_json else f"the import of download {number} is {named(done['status'])}")


def _print_check(found: list[dict[str, Any]], *, fix: bool) -> None:
    if not found:
        typer.echo("every imported book is as it was made")
        return
    for one in found:
        typer.echo(title(one))
        for file in one["files"]:
            twice = f" ({units.size(file['size'])})" if file["state"] == LinkState.APART else ""
            typer.echo(f"  {safe(file['path'])}: {LINKS[file['state']]}{twice}")
        strange = {**one, "books": [b for b in one["books"] if ShelfState(b["state"]).is_strange]}
        for line in where(strange):
            typer.echo(f"  {line}")
    twice = sum(one["twice"] for one in found)
    if twice and not fix:
        typer.echo(
            f"{units.size(twice)} are on the disk twice: `shelfhook import check --fix` links them again"
        )


def _link_again(one: Mapping[str, Any], *, yes: bool, quiet: bool) -> list[dict[str, Any]]:
    size = units.size(one["twice"])
    if not yes and not typer.confirm(
        f"{title(one)}: replace {size} by links to the torrent's files?", err=True
    ):
        return []
    done: list[dict[str, Any]] = send(f"/api/imports/{one['download']}/link-again", {}, seconds=SECONDS)
    for each in () if quiet else done:
        typer.echo(f"  {safe(each['path'])}: {safe(each['why'] or 'linked again')}")
    return done
