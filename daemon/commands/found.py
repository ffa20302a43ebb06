"""The results of a search of MAM, a line each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import typer

from daemon import units
from daemon.commands.tables import table
from daemon.wording import named

_HEADS: Final = (
    "MAM id", "Title", "Author", "Narrator", "Length", "Format", "Size", "Seeders", "Free", "State",
)  # fmt: skip
_SHORTENED: Final = ("Title", "Author", "Narrator")
_WIDE: Final = ("Author", "Format", "Seeders", "Free")


def print_found(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print the rows of ``POST /api/mam/search``; as JSON with all their facts."""
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row))
        return
    cells = [tuple(_cells(row)[head] for head in _HEADS) for row in rows]
    table(_HEADS, cells, none="MAM has no result for it.", shortened=_SHORTENED, wide=_WIDE)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    size, seconds = row["size_bytes"], row["duration_seconds"]
    return {
        "MAM id": row["torrent_id"],
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
        return "perhaps owned"
    state = "owned" if copy["item"] else named(copy["status"]) if copy["download"] else "in qBittorrent"
    return f"{state} (other edition)" if copy["edition"] and copy["download"] else state
