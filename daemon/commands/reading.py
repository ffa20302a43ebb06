"""Saved pages and answers of MAM: what is read from them, and what matches."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

from clients.mam.reading import as_line, left_out, read_file
from daemon.commands.tables import safe
from daemon.config.problems import load
from domain.errors import BadInputError, ShelfhookError
from domain.extraction import ExtraFields
from domain.matching import Wanted, rank
from domain.recording import Recording


def print_facts(files: Iterable[Path], *, why: bool, as_json: bool) -> bool:
    """Print the contents of the files; whether all of them could be read.

    Args:
        files: Saved pages and answers.
        why: Whether to print the refused findings, too.
        as_json: Whether to print one JSON object a line.
    """
    recordings, failed = _read(files)
    for recording in recordings:
        not_believed = left_out(recording) if why else {}
        if as_json:
            typer.echo(json.dumps(as_line(recording) | ({"left_out": not_believed} if why else {})))
            continue
        _print_recording(recording)
        for name, found in not_believed.items():
            _print_left_out(name, found)
    return not failed


def matches(
    files: Iterable[Path], *, title: str, authors: Sequence[str], series: str | None, number: str | None
) -> tuple[list[dict[str, Any]], bool]:
    """The recordings in the files, the best match first, in the form of ``POST /api/mam/search``.

    Returns:
        A row for each, and whether all files could be read.
    """
    wanted = Wanted(title=title, authors=tuple(authors), series=series, number=number)
    recordings, failed = _read(files)
    rows = [
        {
            "torrent_id": recording.torrent_id,
            "title": recording.title,
            "author": recording.author,
            "score": round(match.score, 1),
            "verdict": match.verdict.value,
            "why": match.why,
        }
        for recording, match in rank(wanted, recordings)
    ]
    return rows, not failed


def _read(files: Iterable[Path]) -> tuple[list[Recording], bool]:
    """The contents of the files, and whether one could not be read; the reason is printed at once."""
    extra = ExtraFields.compiled(load(consistent=False).extra_fields)
    recordings: list[Recording] = []
    failed = False
    for file in files:
        try:
            recordings += read_file(file.read_bytes(), extra=extra)
        except (ShelfhookError, OSError) as error:
            failed = True
            typer.echo(f"shelfhook: {safe(file)}: {safe(_why(error))}", err=True)
    for name in extra.too_slow:
        typer.echo(f"shelfhook: EXTRA_FIELDS: {name} took too long and was skipped: simplify it", err=True)
    return recordings, failed


def _why(error: ShelfhookError | OSError) -> str | None:
    if isinstance(error, OSError):
        return error.strerror
    return error.problem if isinstance(error, BadInputError) else str(error)


def _print_recording(recording: Recording) -> None:
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


def _print_left_out(name: str, found: Iterable[dict[str, str]]) -> None:
    for one in found:
        words = f"{one['source']}: “{safe(one['snippet'])}” would be {safe(one['value'])}"
        typer.echo(f"  {name.replace('_', ' ')}, left out: {safe(one['rule'])}   [{words}]")


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
