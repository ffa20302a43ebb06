"""How commands show values to a person."""

import json
from typing import Any


def table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Print rows under their heads."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*heads)
    for row in rows:
        shown.add_row(*(Text(str(cell)) for cell in row))
    Console().print(shown)


def plain(value: Any) -> str:
    """A value of an answer, in a line."""
    match value:
        case None | [] | "":
            return "–"
        case True | False:
            return "yes" if value else "no"
        case [str(), *_]:
            return ", ".join(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
