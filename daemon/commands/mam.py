"""Commands that explain: what is read from MAM's answers, what matches, and what MAM has."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from daemon.commands import services
from daemon.commands.desk import at_once
from daemon.commands.errors import report_errors
from daemon.commands.tables import table
from domain.errors import BadInputError

app = typer.Typer(no_args_is_help=True, help="Parse, match and search MAM's listings.")

Files = Annotated[list[Path], typer.Argument(help="Saved result pages, torrents' pages or JSON answers.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Why = Annotated[bool, typer.Option("--why", help="Show also what was left out, and why.")]
Title = Annotated[str, typer.Option(help="The book's title.")]
Author = Annotated[list[str], typer.Option(help="An author; may be given more than once.")]
SeriesName = Annotated[str | None, typer.Option("--series", help="The series it belongs to.")]
Number = Annotated[str | None, typer.Option(help="Its number in the series.")]

_SECONDS: Final = 180
"""Several searches at MAM's pace, behind other requests."""


@app.command()
@report_errors
def parse(files: Files, *, why: Why = False, as_json: AsJson = False) -> None:
    """Show what shelfhook reads from saved MAM pages and answers."""
    from daemon.commands.reading import print_facts

    raise typer.Exit(0 if print_facts(files, why=why, as_json=as_json) else 1)


@app.command()
@report_errors
def match(
    files: Files,
    *,
    title: Title,
    author: Author,
    series: SeriesName = None,
    number: Number = None,
    as_json: AsJson = False,
) -> None:
    """Match saved results with a book, best first."""
    from daemon.commands.reading import matches

    rows, good = matches(files, title=_title(title), authors=author, series=series, number=number)
    _print_matches(rows, as_json=as_json)
    raise typer.Exit(0 if good else 1)


@app.command()
@report_errors
def search(
    *,
    title: Title,
    author: Author,
    series: SeriesName = None,
    number: Number = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The most rows to read.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Search MAM and rank the results; a running daemon does it, in its session and pace."""
    wanted = {"title": _title(title), "author": author, "series": series, "number": number, "limit": limit}
    rows = at_once(
        lambda desk: desk.send("/api/mam/search", wanted, seconds=_SECONDS),
        command="mam search",
        complete=True,
    )
    _print_matches(rows, as_json=as_json)


@app.command()
@report_errors
def retry() -> None:
    """Ask MAM once more with the session or login that it refused; the same as `retry mam`."""
    services.retry(services.Service.MAM)


def _title(given: str) -> str:
    if not given.strip():
        raise BadInputError("--title", "is empty")
    return given


def _print_matches(found: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            typer.echo(json.dumps({name: one[name] for name in ("torrent_id", "score", "verdict", "why")}))
        return
    table(
        ("Torrent", "Title", "Author", "Score", "Verdict", "Why"),
        [
            (
                one["torrent_id"],
                one["title"],
                one["author"] or "",
                f"{one['score']:.0f}",
                one["verdict"].replace("_", " "),
                one["why"],
            )
            for one in found
        ],
        none="No torrents found.",
    )
