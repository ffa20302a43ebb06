"""Commands about the cycles: start one, show runs, pause and resume acquisition."""

import json
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

import typer

from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.history import print_corrections
from daemon.commands.tables import AsJson, plain, safe, table


@report_errors
def run(
    cycle: Annotated[str, typer.Argument(help="The cycle's name; `shelfhook status` lists them.")],
) -> None:
    """Start a cycle now."""
    started = send(f"/api/cycles/{quote(cycle, safe='', errors='replace')}")
    typer.echo(f"run {started['run']} of the {cycle} cycle has started; `shelfhook runs` shows it")


@report_errors
def runs(
    which: Annotated[str, typer.Argument(help="A cycle or a run's number; empty: all cycles.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List the newest runs of the cycles, or show one run with its errors and changes."""
    one = which.isdigit()
    of_one = f"?kind={quote(which, safe='', errors='replace')}" if which else ""
    path = f"/api/runs/{which}" if one else f"/api/runs{of_one}"
    found = ask(path)
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Cycle", "Started (UTC)", "Ended", "State", "What"),
        [_row(run) for run in ([found] if one else found)],
        none="No runs yet.",
    )
    if one:
        _details(found)


class Switch(StrEnum):
    """The switches that can be paused."""

    ACQUISITION = "acquisition"


Which = Annotated[Switch, typer.Argument(help="What to pause or resume.")]


@report_errors
def pause(
    what: Which, *, reason: Annotated[str, typer.Option(help="The reason, shown while it is paused.")] = ""
) -> None:
    """Pause searching and downloading until you resume it."""
    state = send(f"/api/{what}/pause", {"reason": reason})
    typer.echo(safe(state["closed"]))


@report_errors
def resume(what: Which) -> None:
    """Resume searching and downloading."""
    state = send(f"/api/{what}/resume", {})
    typer.echo(safe(state["closed"]) if state["closed"] else f"{what} resumed ({state['mode']})")


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
    print_corrections(run["corrections"])
