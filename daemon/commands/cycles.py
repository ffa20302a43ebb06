"""Commands about the cycles: start one, see what their runs did."""

import json
from typing import Annotated, Any
from urllib.parse import quote

import typer

from daemon.commands.desk import ask, tell
from daemon.commands.errors import told
from daemon.commands.look import AsJson
from daemon.commands.tables import plain, safe, table
from daemon.config.problems import load


@told
def run(
    cycle: Annotated[str, typer.Argument(help="search, enrichment, reconcile or library-sync")],
) -> None:
    """Start a cycle now."""
    started = tell(load(complete=False).state_dir, f"/api/cycles/{quote(cycle, safe='', errors='replace')}")
    typer.echo(f"run {started['run']} of the {cycle} cycle has started; `shelfhook runs` shows it")


@told
def runs(
    which: Annotated[str, typer.Argument(help="A cycle, or a run's number; all when left out.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """What the cycles did: when, how it ended, how much, and for one run its errors and changes."""
    one = which.isdigit()
    of_one = f"?kind={quote(which, safe='', errors='replace')}" if which else ""
    path = f"/api/runs/{which}" if one else f"/api/runs{of_one}"
    found = ask(load(complete=False).state_dir, path)
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Cycle", "Started (UTC)", "Ended", "State", "What"),
        [_row(run) for run in ([found] if one else found)],
    )
    if one:
        _details(found)


def _row(run: dict[str, Any]) -> tuple[Any, ...]:
    did = [f"{amount} {name.replace('_', ' ')}" for name, amount in run["counts"].items() if amount]
    what = "; ".join(part for part in (", ".join(did), run["reason"]) if part)
    started = run["started_at"][:16].replace("T", " ")
    ended = run["ended_at"][11:16] if run["ended_at"] else ""
    return (run["id"], run["kind"], started, ended, run["status"], what)


def _details(run: dict[str, Any]) -> None:
    typer.echo(f"started by: {safe(run['trigger'])}")
    for error in run["errors"]:
        typer.echo(f"error: {safe(error)}")
    for change in run["changes"]:
        before, after = plain(change["before"]), plain(change["after"])
        typer.echo(f"change {change['id']}: {change['item_id']} {change['field']}: {before} -> {after}")
