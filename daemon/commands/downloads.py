"""Commands about the download records: see them, wish for a book, and decide on proposals."""

import json
from typing import Annotated, Any, Final

import typer

from daemon.commands import deciding
from daemon.commands import left_alone as leaving
from daemon.commands.arguments import (
    DownloadNumber,
    DownloadState,
    ItemOfDownload,
)
from daemon.commands.desk import OnlyNearError, UnconfirmedError, ask, send
from daemon.commands.errors import report_errors
from daemon.commands.found import chosen
from daemon.commands.history import UNDO_SECONDS, print_corrections, print_undone
from daemon.commands.moments import ago
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson, plain, reply, safe, table
from daemon.commands.typed import typed_state
from daemon.commands.values import line_of
from daemon.words import units
from daemon.words.wording import named
from domain.facts import Status

app = Commands(no_args_is_help=True, help="Downloads: list, add, approve, decline, retry or undo them.")

_APART: Final = frozenset({"recording", "candidates", "corrections", "cost", "editions", "decided_from"})
_SEARCH_SECONDS: Final = 180
"""Several searches at MAM's pace, behind other requests."""


@app.command("list")
@report_errors
def list_records(
    *,
    state: DownloadState = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to list.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the newest downloads; `left-alone` lists finished torrents that are none."""
    status = f"&status={known}" if (known := typed_state(state, Status)) else ""
    found = ask(f"/api/downloads?limit={limit}{status}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    table(
        ("No.", "Title", "Author", "State", "Added", "Why"),
        [_row(one) for one in found],
        none="No downloads in this state." if state else "No downloads yet.",
        shortened=("Title", "Author", "State", "Why"),
        wide=("Author",),
    )


@app.command("show")
@report_errors
def show(number: DownloadNumber, *, as_json: AsJson = False) -> None:
    """Show one download with its metadata and status; what is not known is left out."""
    found = ask(f"/api/downloads/{number}")
    if as_json:
        typer.echo(json.dumps(found))
        return
    for name, value in found.items():
        if name not in _APART and value is not None:
            typer.echo(line_of(name, value))
    for one in found["candidates"] or ():
        typer.echo(_candidate(one))
    for name, value in found["recording"].items():
        if name not in {"evidence", "description"} and value not in (None, "", []):
            typer.echo(f"  {line_of(name, value)}")
    deciding.print_choice(found)
    print_corrections(found["corrections"])


@app.command("add")
@report_errors
def add(  # noqa: PLR0913 - each is an option
    *,
    title: Annotated[str, typer.Option(help="The book's title.")] = "",
    author: Annotated[str, typer.Option(help="The author.")] = "",
    series: Annotated[str, typer.Option(help="The series it belongs to.")] = "",
    number: Annotated[str, typer.Option(help="Its number in the series.")] = "",
    narrator: Annotated[str, typer.Option(help="The narrator; other recordings do not count.")] = "",
    mam: Annotated[
        str, typer.Option(help="A MyAnonamouse torrent's id or address, instead of the other options.")
    ] = "",
    beside: Annotated[
        bool, typer.Option("--beside", help="Add the torrent of --mam beside other editions of its book.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Search MyAnonamouse for one book and propose or download it, as ACQUISITION says.

    Where no result is proved to be it, those that come near are listed to choose from.
    """
    if not (author or mam):
        raise typer.BadParameter("give --author, without which no match is proved, or --mam with a torrent")
    given = {
        "title": title, "author": author, "series": series, "number": number, "narrator": narrator, "mam": mam,
        "beside": beside,
    }  # fmt: skip
    body = {name: value for name, value in given.items() if value}
    try:
        found = send("/api/downloads", body, seconds=_SEARCH_SECONDS)
    except OnlyNearError as error:
        found = send("/api/downloads", {"mam": chosen(error.near, as_json=as_json)}, seconds=_SEARCH_SECONDS)
    if as_json:
        typer.echo(json.dumps(found))
        return
    _print_result(found)


app.command("approve")(deciding.approve)
app.command("decline")(deciding.decline)
app.command("reconsider")(deciding.reconsider)
app.command("choose")(deciding.choose)
app.command("rules")(deciding.rules)
app.command("left-alone")(leaving.left_alone)


@app.command("retry")
@report_errors
def retry(number: DownloadNumber, *, as_json: AsJson = False) -> None:
    """Retry a download's next step now."""
    deciding.decide(number, "retry", as_json=as_json)


@app.command("dismiss")
@report_errors
def dismiss(number: DownloadNumber, *, as_json: AsJson = False) -> None:
    """Dismiss a download that needs you; `retry` resumes it."""
    deciding.decide(number, "dismiss", as_json=as_json)


@app.command("refresh")
@report_errors
def refresh(number: DownloadNumber, *, as_json: AsJson = False) -> None:
    """Read a download's record from MyAnonamouse again, and write what changed to its library item."""
    found = send(f"/api/downloads/{number}/refresh", seconds=_SEARCH_SECONDS)
    if as_json:
        typer.echo(json.dumps(found))
    elif found["gone"]:
        typer.echo(f"MyAnonamouse does not have the torrent of download {number} any more; its record stays")
    elif found["corrections"]:
        print_corrections(found["corrections"])
    else:
        typer.echo(f"nothing changed in the record of download {number}")


@app.command("undo")
@report_errors
def undo(number: DownloadNumber, *, as_json: AsJson = False) -> None:
    """Undo all changes of a download, except fields that someone has edited since."""
    path = f"/api/downloads/{number}/undo"
    print_undone(send(path, seconds=UNDO_SECONDS), as_json=as_json)


@app.command("link")
@report_errors
def link(
    number: DownloadNumber,
    item: ItemOfDownload,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Link it without asking, also if it seems to be another book.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Link a finished download to a library item; `downloads show` lists the candidates."""
    path, body = f"/api/downloads/{number}/link", {"item": item}
    try:
        found = send(path, body | {"confirmed": yes})
    except UnconfirmedError as error:
        typer.confirm(f"{safe(str(error))} Link it all the same?", abort=True, err=True)
        found = send(path, body | {"confirmed": True})
    linked = f"download {number} is linked to {safe(found['title'])} ({safe(found['path'])})"
    warning = found["warning"]
    seems = [f"it seems to be another book: {safe(warning)}"] if warning else []
    back = [f"`shelfhook downloads unlink {number}` takes the link back"] if warning else []
    reply(found, f"{linked}; its metadata will be written", *seems, *back, as_json=as_json)


@app.command("unlink")
@report_errors
def unlink(number: DownloadNumber, *, as_json: AsJson = False) -> None:
    """Take a link of yours back, with what was written for the download."""
    deciding.decide(number, "unlink", as_json=as_json)


def _candidate(one: dict[str, Any]) -> str:
    words = {name: safe(one[name]) for name in ("item_id", "title", "path", "why")}
    about = [
        f"likeness {one['score']} of 100" if one["score"] is not None else "",
        f"added {ago(one['added_at'])}" if one["added_at"] else "",
        f"it seems to be another book: {safe(one['against'])}" if one["against"] else "",
    ]
    return "; ".join(["candidate {item_id}: {title} ({path}): {why}".format_map(words), *filter(None, about)])


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    title, author, why = (one[name] or "" for name in ("title", "author", "reason"))
    return (one["id"], title or "no title", author, named(one["status"]), ago(one["created_at"]), why)


def _print_result(found: dict[str, Any]) -> None:
    new = "made" if found["created"] else "there already"
    typer.echo(
        f"download {found['download']} ({new}, {named(found['status'])}): {safe(found['title'])} by {safe(found['author'])}"
    )
    typer.echo(
        f"found: {units.count(found['found'], 'recording', 'recordings')}, {found['proved']} proved to be it"
    )
    if found["chosen_because"]:
        typer.echo(safe(found["chosen_because"]))
    known, missing = plain(found["known"]), plain(found["missing"])
    typer.echo(f"known: {known}; missing: {missing}")
    if found["reason"]:
        typer.echo(f"note: {safe(found['reason'])}")
    if found["status"] == "proposed":
        typer.echo(f"approve it with `shelfhook downloads approve {found['download']}`")
