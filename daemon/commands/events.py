"""Commands about the queue: show waiting and failed events, and decide on them."""

import json
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import typer

from daemon.commands.arguments import EventBook, EventKind, EventNumber, EventStates, OpenEventNumber
from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.moments import ago
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, reply, table
from daemon.commands.typed import typed_event_kind, typed_state
from daemon.commands.values import line_of
from daemon.words.event_words import event_name
from daemon.words.wording import named
from domain.event_state import EventState

app = Commands(no_args_is_help=True, help="Events in the queue: list, retry or dismiss them.")

_IN_ITS_NAME: Final = frozenset({"kind", "event"})
"""What the name of an event says; what it is about is a field of its own."""


@app.command("list")
@report_errors
def list_events(
    *,
    search: Annotated[
        str, typer.Option(help="Only those with these words in the reason, or in the book.")
    ] = "",
    kind: EventKind = "",
    state: EventStates = "",
    book: EventBook = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest events, waiting ones first; or those that you search for."""
    wanted = {
        "q": search,
        "kind": typed_event_kind(kind),
        "state": typed_state(state, EventState),
        "book": book,
    }
    given = {name: value for name, value in wanted.items() if value}
    found = ask(f"/api/events?{urlencode({'limit': limit, **given}, errors='replace')}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Event", "About", "Came", "State", "Why"),
        [_row(one) for one in found],
        none="No such events." if given else "No events yet.",
        shortened=("Event", "About", "Why"),
    )


@app.command("show")
@report_errors
def show(number: EventNumber, *, as_json: AsJson = False) -> None:
    """Show one event; what is not known is left out."""
    found = ask(f"/api/events/{number}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    typer.echo(line_of("what_happened", event_name(found["kind"], found["event"])))
    for name, value in found.items():
        if name not in _IN_ITS_NAME and value is not None:
            typer.echo(line_of(name, value))


@app.command("retry")
@report_errors
def retry(number: OpenEventNumber, *, as_json: AsJson = False) -> None:
    """Retry an event that is waiting or has failed for good."""
    _decide(number, "retry", "is retried", as_json=as_json)


@app.command("dismiss")
@report_errors
def dismiss(number: OpenEventNumber, *, as_json: AsJson = False) -> None:
    """Dismiss an event that is waiting or has failed for good."""
    _decide(number, "dismiss", "is dismissed", as_json=as_json)


def _decide(number: int, what: str, became: str, *, as_json: bool) -> None:
    reply(send(f"/api/events/{number}/{what}", {}), f"event {number} {became}", as_json=as_json)


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    state = named(one["verdict"]) if one["verdict"] else f"due {ago(one['due_at'])}"
    about = one["title"] or one["about"].rstrip("/").rpartition("/")[2]  # of a folder its name
    return (
        one["id"],
        event_name(one["kind"], one["event"]),
        about,
        ago(one["created_at"]),
        state,
        one["reason"] or "",
    )
