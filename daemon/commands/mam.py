"""Commands that ask why: what is read from MAM's answers, what matches, and what the site has."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from daemon.commands.errors import told
from daemon.commands.tables import safe, table
from domain.errors import BadInputError, ShelfhookError
from domain.extraction import ExtraFields
from domain.matching import Match, Wanted, rank
from domain.recording import Recording

app = typer.Typer(no_args_is_help=True, help="Read, match and search what MAM says.")

Files = Annotated[list[Path], typer.Argument(help="Saved result pages, torrents' pages or JSON answers.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Title = Annotated[str, typer.Option(help="The book's title.")]
Author = Annotated[list[str], typer.Option(help="Who wrote it; may be given more than once.")]
SeriesName = Annotated[str | None, typer.Option("--series", help="The series it belongs to.")]
Number = Annotated[str | None, typer.Option(help="Its number in the series.")]


@app.command()
@told
def parse(files: Files, *, as_json: AsJson = False) -> None:
    """What is read from saved pages and answers of MAM."""
    recordings, failed = _read(files)
    if as_json:
        _print_lines(recordings)
    else:
        for recording in recordings:
            _print_recording(recording)
    raise typer.Exit(1 if failed else 0)


@app.command()
@told
def match(
    files: Files,
    *,
    title: Title,
    author: Author,
    series: SeriesName = None,
    number: Number = None,
    as_json: AsJson = False,
) -> None:
    """Whether a saved row is the book that is asked for, best first."""
    wanted = _wanted(title, author, series, number)
    recordings, failed = _read(files)
    _print_matches(rank(wanted, recordings), as_json=as_json)
    raise typer.Exit(1 if failed else 0)


@app.command()
@told
def search(
    *,
    title: Title,
    author: Author,
    series: SeriesName = None,
    number: Number = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The most rows to read.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Ask the site, and rank what it has. The daemon must not run on the same store: a session has one user."""
    wanted = _wanted(title, author, series, number)
    found = asyncio.run(_search(wanted, limit))
    _print_matches(rank(wanted, found), as_json=as_json)


@app.command()
@told
def retry() -> None:
    """Let a refused session or login be tried again, once; stop the daemon first."""
    asyncio.run(_retry())
    typer.echo("What MAM refused is forgotten; the next start tries again.")


async def _retry() -> None:
    from daemon.clock import SystemClock
    from daemon.config.problems import load
    from daemon.connections import open_mam

    async with open_mam(load(), SystemClock()) as mam:
        await mam.retry()


def _wanted(title: str, authors: Sequence[str], series: str | None, number: str | None) -> Wanted:
    if not title.strip():
        raise BadInputError("--title", "is empty")
    return Wanted(title=title, authors=tuple(authors), series=series, number=number)


async def _search(wanted: Wanted, limit: int) -> Sequence[Recording]:
    from clients.mam.search import SearchQuery
    from daemon import log
    from daemon.clock import SystemClock
    from daemon.config.problems import load
    from daemon.connections import open_mam

    settings = load()
    log.configure(level="warning", form=settings.log_format, secrets=settings.secrets())
    async with open_mam(settings, SystemClock()) as mam:
        return await mam.search(SearchQuery(f"{wanted.title} {' '.join(wanted.authors)}", limit=limit))


def _read(files: Iterable[Path]) -> tuple[list[Recording], bool]:
    """What the files hold, and whether one could not be read; why is said at once."""
    from clients.mam.reading import read_file
    from daemon.config.problems import load

    extra = ExtraFields.compiled(load(complete=False).extra_fields)
    recordings: list[Recording] = []
    failed = False
    for file in files:
        try:
            recordings += read_file(file.read_bytes(), extra=extra)
        except (ShelfhookError, OSError) as error:
            failed = True
            reason = error.strerror if isinstance(error, OSError) else str(error).removeprefix("FILE: ")
            typer.echo(f"shelfhook: {safe(file)}: {safe(reason)}", err=True)
    for name in extra.too_slow:
        typer.echo(
            f"shelfhook: EXTRA_FIELDS: {name} took too long and was left out: make it simpler", err=True
        )
    return recordings, failed


def _print_lines(recordings: Iterable[Recording]) -> None:
    from clients.mam.reading import as_line

    for recording in recordings:
        typer.echo(json.dumps(as_line(recording)))


def _print_recording(recording: Recording) -> None:
    from clients.mam.reading import as_line

    line = as_line(recording)
    evidence = line.pop("evidence")
    typer.echo(f"{safe(line.pop('title') or 'no title')} ({line.pop('torrent_id') or 'no id'})")
    for name, value in line.items():
        if value not in (None, []):
            typer.echo(
                f"  {name.replace('_', ' ')}: {safe(_shown(name, value))}{_because(evidence.get(name))}"
            )
    for name in recording.contradicted:
        typer.echo(f"  {name.replace('_', ' ')}: contradicted{_because(evidence.get(name))}")


def _shown(name: str, value: Any) -> str:
    if name == "series":
        return "; ".join(f"{s['name']} (#{s['sequence']})" if s["sequence"] else s["name"] for s in value)
    if name == "duration_seconds":
        return f"{value} ({value // 3600}:{value // 60 % 60:02}:{value % 60:02})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _because(evidence: Sequence[dict[str, Any]] | None) -> str:
    if not evidence:
        return ""
    return "   [" + "; ".join(f"{one['source']}: “{safe(one['snippet'])}”" for one in evidence) + "]"


def _print_matches(found: Iterable[tuple[Recording, Match]], *, as_json: bool) -> None:
    if as_json:
        for recording, one in found:
            line = {"torrent_id": recording.torrent_id, "score": round(one.score, 1)}
            typer.echo(json.dumps(line | {"verdict": one.verdict.value, "why": one.why}))
        return
    table(
        ("Torrent", "Title", "Author", "Score", "Verdict", "Why"),
        [
            (
                r.torrent_id,
                r.title,
                r.author or "",
                f"{m.score:.0f}",
                m.verdict.value.replace("_", " "),
                m.why,
            )
            for r, m in found
        ],
    )
