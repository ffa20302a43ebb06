"""Commands about changes: show them, and undo them."""

import json
from typing import Any, Final
from urllib.parse import quote

import typer

from daemon.commands.arguments import BookName, ChangeNumber, ChangeOption, RunOption
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.library_items import item_called
from daemon.commands.moments import ago, day, exact
from daemon.commands.tables import AsJson, plain, safe, table
from daemon.commands.wording import source
from daemon.words.wording import named

UNDO_SECONDS: Final = 600
"""A run may have written thousands of items; a second and a half for each 50 of them is usual."""


@report_errors
def history(
    item: BookName = "",
    *,
    change: ChangeOption = None,
    as_json: AsJson = False,
) -> None:
    """List the changes in Audiobookshelf: book, field, before and after; the newest first."""
    if change is not None:
        _show(ask(f"/api/changes/{change}"), as_json=as_json)
        return
    found = _of_item(item) if item else ask("/api/changes")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "When", "Book", "Field", "Change", "State", "Cause"),
        [
            (
                one["id"],
                ago(one["at"]),
                _book(one),
                one["field"].replace("_", " "),
                f"{plain(one['before'])} → {plain(one['after'])}",
                named(one["status"]),
                _because(one),
            )
            for one in found
        ],
        none=f"No changes to {safe(item)}." if item else "No changes yet.",
        shortened=("Book", "Change", "Cause"),
        wide=("Cause",),
    )


def _of_item(called: str) -> list[dict[str, Any]]:
    """The changes to an item by its id, also to one that is gone; else to the book that is called so."""
    path = "/api/changes?item="
    found: list[dict[str, Any]] = ask(path + quote(called, safe="", errors="replace"))
    return found or ask(path + quote(item_called(called), safe=""))


def _show(change: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(change))
        return
    typer.echo(f"{safe(change['title'] or 'no title')} ({safe(change['item_id'])})")
    typer.echo(f"{change['field'].replace('_', ' ')}: {named(change['status'])}, {exact(change['at'])}")
    typer.echo(f"before: {plain(change['before'])}")
    typer.echo(f"after: {plain(change['after'])}")
    typer.echo(f"cause: {_because(change)}")


@report_errors
def undo(
    change: ChangeNumber = None,
    *,
    run: RunOption = None,
    as_json: AsJson = False,
) -> None:
    """Undo changes: restore the former values, unless someone has edited them since."""
    if (change is None) == (run is None):
        raise typer.BadParameter("give a change's number, or a run with --run")
    path = f"/api/changes/{change}/undo" if run is None else f"/api/runs/{run}/undo"
    print_undone(send(path, seconds=UNDO_SECONDS), as_json=as_json)


def print_undone(undone: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print the result for each change.

    Raises:
        typer.Exit: With 1 when none was undone.
    """
    if as_json:
        typer.echo(json.dumps(undone))
    else:
        for one in undone:
            verdict = "undone" if one["undone"] else "left as it is"
            name, book, why = one["field"].replace("_", " "), *map(safe, (_book(one), one["why"]))
            typer.echo(f"change {one['change']} ({name} of {book}): {verdict}: {why}")
    if not any(one["undone"] for one in undone):
        raise typer.Exit(1)


def print_corrections(corrections: list[dict[str, Any]]) -> None:
    """Say what MAM corrected, and when that was noticed where it was not just now."""
    for one in corrections:
        noticed = f" ({day(one['at'])})" if "at" in one else ""
        before, after = plain(one["before"]), plain(one["after"])
        typer.echo(f"corrected{noticed}: {one['field'].replace('_', ' ')}: {before} -> {after}")


def _book(change: dict[str, Any]) -> str:
    """What was changed: its title; the item's id where it has none, or is no longer known."""
    return str(change["title"] or change["item_id"])


def _because(change: dict[str, Any]) -> str:
    """Whose words, and which event, download, run or undone change is behind them."""
    named = [
        f"{what} {change[name]}"
        for what, name in (
            ("undoes", "undoes"),
            ("run", "run_id"),
            ("download", "download_id"),
            ("event", "event_id"),
        )
        if change[name] is not None
    ]
    return ", ".join([source(change["source"]), *named])
