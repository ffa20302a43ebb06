"""How commands show values to a person."""

from collections.abc import Collection
from typing import Annotated, Any, Final

import typer

from domain.harmless import harmless
from domain.value_words import value_in_words

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_LONGEST: Final = 500


def table(
    heads: tuple[str, ...], rows: list[tuple[Any, ...]], *, none: str, shortened: Collection[str] = ()
) -> None:
    """Print rows under their heads, or the sentence *none* when there are none.

    Args:
        heads: Of the columns.
        rows: Their cells.
        none: What to print without any.
        shortened: The columns that give way so that each row takes one line; without any nothing is cut off.
    """
    if not rows:
        typer.echo(none)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table()
    for head in heads:
        shown.add_column(head, no_wrap=bool(shortened) and head not in shortened)
    for row in rows:
        cells = (
            Text(safe(cell), no_wrap=bool(shortened), overflow="ellipsis" if shortened else "fold")
            for cell in row
        )
        shown.add_row(*cells)
    Console().print(shown)


def safe(value: Any, *, longest: int | None = _LONGEST) -> str:
    """A value as it may go to a terminal: in one line, of bearable length, and without signs that steer it.

    Names from others (a torrent, a narrator) may contain control characters and marks that change the direction of
    the text that follows.
    """
    return harmless(str(value), longest=longest)


def plain(value: Any) -> str:
    """A value of an answer, in a line."""
    return "–" if value in (None, "", []) else safe(value_in_words(value))
