"""Commands about changes: show them, and undo them."""

import json
from typing import Annotated, Any, Final
from urllib.parse import quote

import typer

from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.tables import AsJson, plain, safe, table
from daemon.commands.wording import source
from daemon.wording import named

UNDO_SECONDS: Final = 600
"""A run may have written thousands of items; a second and a half for each 50 of them is usual."""


@report_errors
def history(
    item: Annotated[str, typer.Argument(help="A library item's id; empty: all items.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List the changes in Audiobookshelf: field, before, after and cause; the newest first."""
    changes = ask(f"/api/changes?item={quote(item, safe='', errors='replace')}")
    if as_json:
        typer.echo(json.dumps(changes))
        return
    table(
        ("No.", "When (UTC)", "Item", "Field", "Before", "After", "State", "Cause"),
        [
            (
                change["id"],
                change["at"][:16].replace("T", " "),
                *(change[name] for name in ("item_id", "field")),
                *(plain(change[name]) for name in ("before", "after")),
                named(change["status"]),
                _because(change),
            )
            for change in changes
        ],
        none=f"No changes to an item {safe(item)}." if item else "No changes yet.",
    )


@report_errors
def undo(
    change: Annotated[int | None, typer.Argument(help="A change's number in `shelfhook history`.")] = None,
    *,
    run: Annotated[int | None, typer.Option("--run", help="Undo all changes of this run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Undo changes: restore the former values, unless a person has edited them since."""
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
            why = safe(one["why"])
            typer.echo(f"change {one['change']} ({one['field']} of {one['item_id']}): {verdict}: {why}")
    if not any(one["undone"] for one in undone):
        raise typer.Exit(1)


def print_corrections(corrections: list[dict[str, Any]]) -> None:
    """Say what MAM corrected, and when that was noticed where it was not just now."""
    for one in corrections:
        noticed = f" ({one['at'][:10]})" if "at" in one else ""
        before, after = plain(one["before"]), plain(one["after"])
        typer.echo(f"corrected{noticed}: {one['field'].replace('_', ' ')}: {before} -> {after}")


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
