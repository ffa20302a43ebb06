"""Writes the tables of docs/settings.md, made from the settings themselves and from .env.example."""

import re
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from daemon.config.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[1]
START: Final = "<!-- settings: written by `make docs` -->"
END: Final = "<!-- end of settings -->"

_SETTING: Final = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=", re.MULTILINE)
_TOPIC: Final = re.compile(r"^# --- (.+?) -+$", re.MULTILINE)
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
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    said = _said(example)
    lines: list[str] = []
    for topic, names in _topics(example):
        lines += [f"## {topic}", "", "| setting | default | what it is |", "|---|---|---|"]
        lines += [_row(list(group), words) for words, group in groupby(names, said.__getitem__)]
        lines.append("")
    return "\n".join(lines)


def _topics(example: str) -> list[tuple[str, list[str]]]:
    """Each topic of .env.example with the fields of its settings, in the order of the file."""
    _, *parts = _TOPIC.split(example)
    return [
        (
            topic,
            [name for name in dict.fromkeys(_SETTING.findall(text)) if name.lower() in Settings.names()],
        )
        for topic, text in zip(parts[::2], parts[1::2], strict=True)
    ]


def _row(names: Sequence[str], words: str) -> str:
    """A row for settings of which one thing is said."""
    settings = "<br>".join(f"`{name}`" for name in names)
    values = [_default(Settings.names()[name.lower()].default) for name in names]
    defaults = "<br>".join(values) if any(values) else ""
    return f"| {settings} | {defaults} | {words} |"


def _said(example: str) -> dict[str, str]:
    """The first sentence that stands above each setting; settings in one paragraph share it."""
    said: dict[str, str] = {}
    for paragraph in example.split("\n\n"):
        words: list[str] = []
        for line in paragraph.splitlines():
            if found := _SETTING.match(line):
                said.setdefault(found.group(1), _first(" ".join(words)))
            elif not line.startswith("# ---"):
                words.append(line.removeprefix("# "))
    return said


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
