"""Commands about the cycles: start one, show runs, pause and resume acquisition."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from daemon.commands.arguments import DISMISS, CycleName, CycleOrRun, FailedRun
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.history import print_corrections
from daemon.commands.moments import ago, exact
from daemon.commands.tables import AsJson, plain, reply, safe, table
from daemon.commands.typed import typed_cycle
from daemon.words import units
from daemon.words.event_words import cycle_title
from daemon.words.wording import ACQUISITION, SOURCES, TRIGGERS, figures, named


@report_errors
def run(cycle: CycleName, *, as_json: AsJson = False) -> None:
    """Start a cycle now."""
    cycle = typed_cycle(cycle)
    started = send(f"/api/cycles/{cycle}")
    number = started["run"]
    has_started = f"{cycle_title(cycle)}, run {number}: started; `shelfhook runs {number}` shows it"
    reply(started, has_started, as_json=as_json)


@report_errors
def runs(
    which: CycleOrRun = "",
    number: FailedRun = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the newest runs of the cycles, show one with its errors and changes, or dismiss a failed one."""
    if (which == DISMISS) != (number is not None):
        raise typer.BadParameter(
            "give a cycle or a run's number, or `dismiss` and the number of a failed run"
        )
    if number is not None:
        gone = send(f"/api/runs/{number}/dismiss", {})
        reply(gone, f"run {number} is dismissed: it is no trouble any more", as_json=as_json)
        return
    is_number = which.isascii() and which.isdigit()
    if is_number:
        found = ask(f"/api/runs/{which}")
    else:
        found = ask(f"/api/runs?kind={cycle}" if (cycle := typed_cycle(which)) else "/api/runs")
    if as_json:
        typer.echo(json.dumps(found))
        return
    if is_number:
        _details(found)
        return
    table(
        ("No.", "Cycle", "Started", "Took", "State", "What"),
        [_row(run) for run in found],
        none="No runs yet.",
        shortened=("What",),
    )


class Switch(StrEnum):
    """The switches that can be paused."""

    ACQUISITION = "acquisition"


Which = Annotated[Switch, typer.Argument(help="What to pause or resume.")]


@report_errors
def pause(
    what: Which,
    *,
    reason: Annotated[str, typer.Option(help="The reason, shown while it is paused.")] = "",
    as_json: AsJson = False,
) -> None:
    """Pause searching and downloading until you resume it."""
    state = send(f"/api/{what}/pause", {"reason": reason})
    reply(state, safe(state["closed"]), as_json=as_json)


@report_errors
def resume(what: Which, *, as_json: AsJson = False) -> None:
    """Resume searching and downloading."""
    state = send(f"/api/{what}/resume", {})
    resumed = (
        safe(state["closed"])
        if state["closed"]
        else f"search and download go on: {ACQUISITION[state['mode']]}"
    )
    reply(state, resumed, as_json=as_json)


def _row(run: dict[str, Any]) -> tuple[Any, ...]:
    return (
        run["id"],
        cycle_title(run["kind"]),
        ago(run["started_at"]),
        _took(run),
        named(run["status"]),
        _what(run),
    )


def _took(run: dict[str, Any]) -> str:
    if run["ended_at"] is None:
        return ""
    return units.short_span(
        datetime.fromisoformat(run["ended_at"]) - datetime.fromisoformat(run["started_at"])
    )


def _what(run: dict[str, Any]) -> str:
    return "; ".join(part for part in (figures(run["counts"]), run["reason"]) if part)


def _details(run: dict[str, Any]) -> None:
    typer.echo(f"{cycle_title(run['kind'])}, run {run['id']}: {named(run['status'])}")
    typer.echo(f"started: {exact(run['started_at'])}, {TRIGGERS.get(run['trigger'], safe(run['trigger']))}")
    if run["ended_at"] is not None:
        typer.echo(f"took: {_took(run)}")
    if what := _what(run):
        typer.echo(f"result: {safe(what)}")
    for error in run["errors"]:
        typer.echo(f"error: {safe(error)}")
    for query in run["searched"]:
        _query(query)
    for book in run["books"]:
        typer.echo(f"{_known_as(book)}: {safe(book['why'] or 'checked')}")
    for change in run["changes"]:
        before, after = plain(change["before"]), plain(change["after"])
        book = safe(change["title"] or change["item_id"])
        typer.echo(f"change {change['id']}: {book}: {change['field']}: {before} → {after}")
    print_corrections(run["corrections"])


def _query(query: dict[str, Any]) -> None:
    numbers = f"{units.count(query['found'], 'match', 'matches')}, {query['proved']} proved"
    typer.echo(f"{safe(query['query'])}: {safe(query['error'] or numbers)}")
    for number in query["created"]:
        typer.echo(f"  download {number} created")
    for left in query["left_out"]:
        typer.echo(f"  left out: {safe(left['title'])}: {safe(left['reason'])}")
    for near in [] if query["proved"] else query["nearest"]:
        typer.echo(f"  not proved: {safe(near['title'])}: {safe(near['why'])}")


def _known_as(book: dict[str, Any]) -> str:
    source = f" at {SOURCES[book['source']]}" if book["source"] else ""
    number = f"download {book['download']}: " if book["download"] else ""
    return f"{number}{safe(book['title'] or 'no title')}{source}"
