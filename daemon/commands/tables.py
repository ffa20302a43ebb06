"""How commands show values to a person."""

import json
import os
import sys
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer

from domain.harmless import harmless
from domain.value_words import value_in_words

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_LONGEST: Final = 500
_WIDE: Final = 100
_UNCUT: Final = 10_000
"""Columns of what is no terminal: a program that reads a row needs all of it."""


def table(
    heads: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    *,
    none: str,
    shortened: Collection[str] = (),
    wide: Collection[str] = (),
    capped: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Print rows under their heads, each in one line, or the sentence *none* when there are none.

    Args:
        heads: Of the columns.
        rows: Their cells.
        none: What to print without any.
        shortened: The columns that give way where a line is too short, the longest first; without any all do.
        wide: The columns that are left out on a narrow terminal.
        capped: By column how many characters of it are shown there at most.
    """
    if not rows:
        typer.echo(none)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=width(), highlight=False)
    if console.width >= _WIDE:
        wide, capped = (), {}
    columns = [n for n, head in enumerate(heads) if head not in wide]
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in (heads[n] for n in columns):
        fixed = bool(shortened) and head not in shortened
        shown.add_column(Text(head, style="bold"), no_wrap=fixed, max_width=capped.get(head))
    for row in rows:
        shown.add_row(*(Text(safe(row[n]), no_wrap=True, overflow="ellipsis", end="") for n in columns))
    console.print(shown)


def reply(found: Any, *lines: str, as_json: bool) -> None:
    """Print an answer: as JSON as it is, or to a person in these lines."""
    for line in (json.dumps(found),) if as_json else lines:
        typer.echo(line)


def safe(value: Any, *, longest: int | None = _LONGEST) -> str:
    """A value as it may go to a terminal: in one line, of bearable length, and without signs that steer it.

    Names from others (a torrent, a narrator) may contain control characters and marks that change the direction of
    the text that follows.
    """
    return harmless(str(value), longest=longest)


def plain(value: Any) -> str:
    """A value of an answer, in a line."""
    return "–" if value in (None, "", []) else safe(value_in_words(value))


def width() -> int | None:
    """The columns of what is not a terminal; None for the terminal's own, or those that the user set."""
    return None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _UNCUT
