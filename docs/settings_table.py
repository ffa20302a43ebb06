"""Writes README's table of settings, made from the settings themselves and from what .env.example says of them."""

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

_SETTING: Final = re.compile(r"(?:# )?([A-Z][A-Z_]+)=")
_SENTENCE: Final = re.compile(r".*?\.(?=\s|$)")


def with_table(readme: str) -> str:
    """A README with today's table between its marks.

    Raises:
        ValueError: It has no marks.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError("README.md has lost the marks of its table of settings")
    return f"{before}{START}\n\n{_table()}\n{END}{after}"


def _table() -> str:
    said = _said((ROOT / ".env.example").read_text(encoding="utf-8"))
    rows = [
        _row(list(names), words) for words, names in groupby(Settings.model_fields, lambda n: said[n.upper()])
    ]
    return "\n".join(["| setting | default | what it is |", "|---|---|---|", *rows, ""])


def _row(names: Sequence[str], words: str) -> str:
    """A row for settings of which one thing is said."""
    settings = "<br>".join(f"`{name.upper()}`" for name in names)
    values = [_default(Settings.model_fields[name].default) for name in names]
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
    """Rewrite README.md where its table is not today's."""
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
