"""The results of a search of MAM, a line each."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import typer

from daemon.commands.tables import safe, table
from daemon.words import units
from daemon.words.wording import named
from domain.errors import ShelfhookError

_HEADS: Final = (
    "Torrent", "Title", "Author", "Narrator", "Length", "Format", "Size", "Seeders", "Free", "State",
)  # fmt: skip
_SHORTENED: Final = ("Title", "Author", "Narrator", "State")
_WIDE: Final = ("Author", "Format", "Size", "Seeders", "Free")
_CAPPED: Final = {"Narrator": 14, "State": 14}
"""Else the volumes of a series look alike in a narrow terminal: their titles differ at the end."""

_WHY: Final = "Why not proved"
_QUESTION: Final = "Which one? Its number in the list, or Enter for none"
_NEAR: Final = ("Torrent", "Title", "Author", "Narrator", "Length", "Size")


def print_found(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print the rows of ``POST /api/mam/search``; as JSON with all their facts."""
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row))
        return
    cells = [tuple(_cells(row)[head] for head in _HEADS) for row in rows]
    none = "MyAnonamouse has no result for it."
    table(_HEADS, cells, none=none, shortened=_SHORTENED, wide=_WIDE, capped=_CAPPED)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    size, seconds = row["size_bytes"], row["duration_seconds"]
    return {
        "Torrent": row["torrent_id"],
        "Title": row["title"] or "",
        "Author": row["author"] or "",
        "Narrator": ", ".join(row["narrators"]),
        "Length": "" if seconds is None else f"{seconds // 3600}:{seconds // 60 % 60:02}",
        "Format": " ".join(filter(None, (*row["file_types"], _kbps(row["bitrate_kbps"])))),
        "Size": "" if size is None else units.size(size),
        "Seeders": "" if row["seeders"] is None else row["seeders"],
        "Free": _free(row),
        "State": _state(row),
    }


def _kbps(given: int | None) -> str:
    return "" if given is None else f"{given}k"


def _free(row: Mapping[str, Any]) -> str:
    if row["freeleech"] or row["personal_freeleech"]:
        return "free"
    return "VIP" if row["vip"] else ""


def _state(row: Mapping[str, Any]) -> str:
    """What exists of the book already; else whether it is the one that was asked for."""
    copy = next(iter(sorted(row["copies"], key=lambda one: (not one["sure"], one["edition"]))), None)
    if copy is not None:
        return _copy(copy)
    return {"match": "match", "uncertain": "uncertain", "no_match": "other book"}.get(
        row["verdict"] or "", ""
    )


def _copy(copy: Mapping[str, Any]) -> str:
    if not copy["sure"]:
        return "perhaps owned" if copy["item"] else "perhaps a download"
    state = "owned" if copy["item"] else named(copy["status"]) if copy["download"] else "in qBittorrent"
    return f"{state} (other edition)" if copy["edition"] and copy["download"] else state


def chosen(near: Sequence[Mapping[str, Any]], *, as_json: bool) -> int:
    """The torrent of the row that a person chooses of what came near.

    Raises:
        ShelfhookError: None was chosen, or no person can be asked: the rows are printed.
    """
    if as_json:
        typer.echo(json.dumps({"near": near}))
    elif (row := _chosen(near)) is not None:
        return int(row["torrent_id"])
    raise ShelfhookError(
        "no result is proved to be the book", "add one with `shelfhook downloads add --mam ID`"
    )


def _chosen(near: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    cells = [(place, *(_cells(row)[head] for head in _NEAR), row["why"]) for place, row in enumerate(near, 1)]
    heads, shortened = ("No.", *_NEAR, _WHY), (*_SHORTENED, _WHY)
    table(heads, cells, none="", shortened=shortened, wide=_WIDE, capped=_CAPPED)
    while sys.stdin.isatty() and sys.stdout.isatty():
        typed = typer.prompt(_QUESTION, "", show_default=False).strip()
        if not typed:
            break
        if typed.isdecimal() and 0 < int(typed) <= len(near):
            return near[int(typed) - 1]
        typer.echo(f"There is no {safe(typed)} in the list: type 1 to {len(near)}", err=True)
    return None
