"""Commands about the queue: show waiting and failed events, and decide on them."""

import json
from typing import Any

import typer

from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.moments import ago
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, plain, table
from daemon.commands.wording import in_words
from daemon.wording import named

app = Commands(no_args_is_help=True, help="Events in the queue: list, retry or dismiss them.")


@app.command("list")
@report_errors
def list_events(*, as_json: AsJson = False) -> None:
    """List the newest events, waiting ones first."""
    found = ask("/api/events")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Event", "About", "Came", "State", "Why"),
        [_row(one) for one in found],
        none="No events yet.",
        shortened=("Event", "About", "Why"),
    )


@app.command("show")
@report_errors
def show(number: int, *, as_json: AsJson = False) -> None:
    """Show one event."""
    found = ask(f"/api/events/{number}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, value in found.items():
        typer.echo(f"{name.replace('_', ' ')}: {plain(in_words(name, value))}")


@app.command("retry")
@report_errors
def retry(number: int) -> None:
    """Retry an event that is waiting or has failed for good."""
    _decide(number, "retry", "is retried")


@app.command("dismiss")
@report_errors
def dismiss(number: int) -> None:
    """Dismiss an event that is waiting or has failed for good."""
    _decide(number, "dismiss", "is dismissed")


def _decide(number: int, what: str, became: str) -> None:
    send(f"/api/events/{number}/{what}", {})
    typer.echo(f"event {number} {became}")


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    state = named(one["verdict"]) if one["verdict"] else f"due {ago(one['due_at'])}"
    about = one["about"].rstrip("/").rpartition("/")[2]  # of a folder its name
    kind = one["kind"].replace("_", " ").replace(".", " ")
    return (one["id"], kind, about, ago(one["created_at"]), state, one["reason"] or "")
