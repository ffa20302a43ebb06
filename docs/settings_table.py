"""Writes the tables of docs/settings.md, made from the settings themselves and from .env.example."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from daemon.config.guide import topics
from daemon.config.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[1]
START: Final = "<!-- settings: written by `make docs` -->"
END: Final = "<!-- end of settings -->"

_SENTENCE: Final = re.compile(r".*?\.(?=\s|$)")


def with_tables(document: str) -> str:
    """The document with today's tables between its marks.

    Raises:
        ValueError: It has no marks.
    """
    before, start, rest = document.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError("docs/settings.md has lost the marks of its tables")
    return f"{before}{START}\n\n{_tables()}\n{END}{after}"


def _tables() -> str:
    lines: list[str] = []
    for topic in topics():
        lines += [f"## {topic.title}", "", "| setting | default | what it is |", "|---|---|---|"]
        lines += [_row(list(one.values), _first(one.words)) for one in topic.explained]
        lines.append("")
    return "\n".join(lines)


def _row(names: Sequence[str], words: str) -> str:
    """A row for settings of which one thing is said."""
    settings = "<br>".join(f"`{name.upper()}`" for name in names)
    values = [_default(Settings.names()[name].default) for name in names]
    defaults = "<br>".join(values) if any(values) else ""
    return f"| {settings} | {defaults} | {words} |"


def _first(text: str) -> str:
    sentence = _SENTENCE.match(text)
    return (sentence.group() if sentence else text).rstrip(".").replace("|", "\\|")


def _default(value: Any) -> str:
    if value is PydanticUndefined or value in (None, "", [], {}, ()) or isinstance(value, SecretStr):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list | tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def main() -> int:
    """Rewrite the tables where they are not today's."""
    document = ROOT / "docs" / "settings.md"
    document.write_text(with_tables(document.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
