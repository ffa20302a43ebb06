"""Commands about the download records: see them, wish for a book, and decide on proposals."""

import json
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import typer

from daemon.commands.desk import ask, send
from daemon.commands.errors import report_errors
from daemon.commands.history import UNDO_SECONDS, print_corrections, print_undone
from daemon.commands.moments import ago
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, plain, safe, table
from daemon.commands.wording import in_words
from daemon.wording import named


class Never(StrEnum):
    """What is not proposed again, besides the download itself."""

    BOOK = "book"
    SERIES = "series"
    AUTHOR = "author"


app = Commands(no_args_is_help=True, help="Downloads: list, add, approve, decline, retry or undo them.")

_SEARCH_SECONDS: Final = 180
"""Several searches at MAM's pace, behind other requests."""


@app.command("list")
@report_errors
def list_records(
    *,
    state: Annotated[str, typer.Option(help="Only those in this state, like proposed or needs-person.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest downloads."""
    given = {"limit": limit} | ({"status": state.replace("-", "_")} if state else {})
    found = ask(f"/api/downloads?{urlencode(given, errors='replace')}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Title", "Author", "State", "Added", "Why"),
        [_row(one) for one in found],
        none="No downloads in this state." if state else "No downloads yet.",
        shortened=("Title", "Author", "Why"),
        wide=("Author",),
    )


@app.command("show")
@report_errors
def show(number: int, *, as_json: AsJson = False) -> None:
    """Show one download with its metadata and status; what is not known is left out."""
    found = ask(f"/api/downloads/{number}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, value in found.items():
        if name not in {"recording", "candidates", "corrections"} and value is not None:
            typer.echo(f"{name.replace('_', ' ')}: {plain(in_words(name, value))}")
    for one in found["candidates"] or ():
        words = {name: safe(one[name]) for name in ("item_id", "title", "path", "why")}
        likeness = f" (likeness {one['score']} of 100)" if "score" in one else ""
        typer.echo("candidate {item_id}: {title} ({path}): {why}".format_map(words) + likeness)
    for name, value in found["recording"].items():
        if name not in {"evidence", "description"}:
            typer.echo(f"  {name.replace('_', ' ')}: {plain(value)}")
    print_corrections(found["corrections"])


@app.command("add")
@report_errors
def add(
    *,
    title: Annotated[str, typer.Option(help="The book's title.")] = "",
    author: Annotated[str, typer.Option(help="The author.")] = "",
    series: Annotated[str, typer.Option(help="The series it belongs to.")] = "",
    number: Annotated[str, typer.Option(help="Its number in the series.")] = "",
    mam: Annotated[
        str, typer.Option(help="A MAM torrent's id or address, instead of the other options.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Search MAM for one book and propose or download it, as ACQUISITION says."""
    given = {"title": title, "author": author, "series": series, "number": number, "mam": mam}
    body = {name: value for name, value in given.items() if value}
    found = send("/api/downloads", body, seconds=_SEARCH_SECONDS)
    if as_json:
        typer.echo(json.dumps(found))
        return
    _print_result(found)


@app.command("approve")
@report_errors
def approve(number: int) -> None:
    """Approve a proposed download."""
    _decide(number, "approve")


@app.command("reject")
@report_errors
def reject(
    number: int,
    *,
    never: Annotated[
        Never | None, typer.Option(help="Also never propose its other editions, its series, or its author.")
    ] = None,
) -> None:
    """Decline a proposed download; it is not proposed again."""
    _decide(number, "reject", {} if never is None else {"never": never.value})


@app.command("reconsider")
@report_errors
def reconsider(number: int) -> None:
    """Take your decision on a proposal back, with its rule; an approval only until qBittorrent has the torrent."""
    _decide(number, "reconsider")


@app.command("retry")
@report_errors
def retry(number: int) -> None:
    """Retry a download's next step now."""
    _decide(number, "retry")


@app.command("dismiss")
@report_errors
def dismiss(number: int) -> None:
    """Dismiss a download that needs you; `retry` resumes it."""
    _decide(number, "dismiss")


@app.command("refresh")
@report_errors
def refresh(number: int, *, as_json: AsJson = False) -> None:
    """Read a download's record from MAM again, and write what changed to its library item."""
    found = send(f"/api/downloads/{number}/refresh", seconds=_SEARCH_SECONDS)
    if as_json:
        typer.echo(json.dumps(found))
    elif found["gone"]:
        typer.echo(f"MAM does not have the torrent of download {number} any more; its record stays")
    elif found["corrections"]:
        print_corrections(found["corrections"])
    else:
        typer.echo(f"nothing changed in the record of download {number}")


@app.command("undo")
@report_errors
def undo(number: int, *, as_json: AsJson = False) -> None:
    """Undo all changes of a download, except fields that a person has edited since."""
    path = f"/api/downloads/{number}/undo"
    print_undone(send(path, seconds=UNDO_SECONDS), as_json=as_json)


@app.command("link")
@report_errors
def link(
    number: int,
    item: Annotated[str, typer.Argument(help="The library item's id: the last part of its page's address.")],
) -> None:
    """Link a download to a library item; `downloads show` lists the candidates."""
    found = send(f"/api/downloads/{number}/link", {"item": item})
    typer.echo(
        f"download {number} is linked to {safe(found['title'])} ({safe(found['path'])}); its metadata will be written"
    )


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    title, author, why = (one[name] or "" for name in ("title", "author", "reason"))
    return (one["id"], title or "no title", author, named(one["status"]), ago(one["created_at"]), why)


def _decide(number: int, what: str, given: dict[str, str] | None = None) -> None:
    decided = send(f"/api/downloads/{number}/{what}", given or {})
    typer.echo(f"download {number} is {named(decided['status'])}")
    if what != "approve":
        return
    if decided["waits"]:
        typer.echo(f"waiting: {safe(decided['waits'])}")
    elif decided["starts_at"]:
        typer.echo(f"it begins in a few seconds; `shelfhook downloads reconsider {number}` takes it back")


def _print_result(found: dict[str, Any]) -> None:
    new = "made" if found["created"] else "there already"
    typer.echo(
        f"download {found['download']} ({new}, {named(found['status'])}): {safe(found['title'])} by {safe(found['author'])}"
    )
    typer.echo(f"found: {found['found']} recordings, {found['proved']} proved to be it")
    if found["chosen_because"]:
        typer.echo(f"chosen: {safe(found['chosen_because'])}")
    known, missing = plain(found["known"]), plain(found["missing"])
    typer.echo(f"known: {known}; missing: {missing}")
    if found["reason"]:
        typer.echo(f"note: {safe(found['reason'])}")
    if found["status"] == "proposed":
        typer.echo(f"approve it with `shelfhook downloads approve {found['download']}`")
