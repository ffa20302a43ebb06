"""How commands show values to a person."""

import json
from typing import Annotated, Any, Final

import typer

from domain.harmless import harmless

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_LONGEST: Final = 500


def table(heads: tuple[str, ...], rows: list[tuple[Any, ...]], *, none: str) -> None:
    """Print rows under their heads, or the sentence *none* when there are none."""
    if not rows:
        typer.echo(none)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*heads)
    for row in rows:
        shown.add_row(*(Text(safe(cell)) for cell in row))
    Console().print(shown)


def safe(value: Any, *, longest: int | None = _LONGEST) -> str:
    """A value as it may go to a terminal: in one line, of bearable length, and without signs that steer it.

    What others named (a torrent, a narrator) may hold control characters and marks that turn the direction of
    the text that follows.
    """
    return harmless(str(value), longest=longest)


def plain(value: Any) -> str:
    """A value of an answer, in a line."""
    match value:
        case None | [] | "":
            return "–"
        case True | False:
            return "yes" if value else "no"
        case [str(), *_]:
            return safe(", ".join(value))
        case list() | dict():
            return safe(json.dumps(value, ensure_ascii=False))
    return safe(value)
