"""Commands that explain: what is read from MAM's answers, what matches, and what MAM has."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from daemon.commands import services
from daemon.commands.at_once import at_once
from daemon.commands.errors import report_errors
from daemon.commands.found import print_found
from daemon.commands.sections import Commands
from daemon.commands.tables import AsJson as WholeJson
from daemon.commands.tables import table
from domain.errors import BadInputError

app = Commands(no_args_is_help=True, help="Parse, match and search MyAnonamouse's listings.")

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
    """Show what shelfhook reads from saved MyAnonamouse pages and answers."""
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
def search(  # noqa: PLR0913 - each is an option
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words of title, author, series or narrator, or a torrent's id or address."),
        "text",  # which the API calls it
    ] = None,
    *,
    title: Annotated[str | None, typer.Option(help="The book's title.")] = None,
    author: Annotated[list[str] | None, typer.Option(help="An author; may be given more than once.")] = None,
    series: SeriesName = None,
    narrator: Annotated[str | None, typer.Option(help="The narrator.")] = None,
    number: Number = None,
    editions_of: Annotated[
        int | None, typer.Option(help="A MyAnonamouse torrent's id: list the editions of its book.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The most rows to read.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Search MyAnonamouse and rank the results; a running daemon does it, in its session and pace.

    `shelfhook downloads add --mam ID` adds one of them.
    """
    wanted = {
        "text": " ".join(words or ()), "title": None if title is None else _title(title), "author": author,
        "series": series, "narrator": narrator, "number": number, "editions_of": editions_of, "limit": limit,
    }  # fmt: skip
    given = {name: value for name, value in wanted.items() if value not in (None, "", [])}
    if given.keys() <= {"limit"}:
        raise typer.BadParameter(
            "give words, a torrent's id or address, or an option with what to search for"
        )
    rows = at_once(
        lambda desk: desk.send("/api/mam/search", given, seconds=_SECONDS),
        command="mam search",
        complete=True,
    )
    print_found(rows, as_json=as_json)


@app.command()
@report_errors
def retry(*, as_json: WholeJson = False) -> None:
    """Ask MyAnonamouse once more with the session or login that it refused; the same as `retry mam`."""
    services.retry(services.Service.MAM, as_json=as_json)


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
        [_match(one) for one in found],
        none="No torrents found.",
        shortened=("Title", "Author", "Why"),
    )


def _match(one: Mapping[str, Any]) -> tuple[Any, ...]:
    verdict = one["verdict"].replace("_", " ")
    return one["torrent_id"], one["title"], one["author"] or "", f"{one['score']:.0f}", verdict, one["why"]
