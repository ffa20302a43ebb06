"""A TOML file that a person wrote: its content, and the lines to name where something in it is wrong."""

import re
import tomllib
from typing import Any, Final

from domain.errors import BadInputError

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def loaded(text: str, *, name: str, setting: str) -> dict[str, Any]:
    """The content of a TOML text.

    Args:
        text: What the file holds.
        name: The file, for messages.
        setting: The setting that names the file.

    Raises:
        BadInputError: It is not TOML; with file and line.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _PLACE.search(str(error))
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        problem = f"{name}, line {line}: is not TOML: {_PLACE.sub('', str(error))}"
        raise BadInputError(setting, problem) from error


class TomlLines:
    """The lines in a valid TOML text; created only when something is wrong."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def of_key(self, key: str) -> int:
        """The line of a key outside of any table of a list; 1 when it is written in another way."""
        return self._find(key, 0, len(self._lines)) or 1

    def of_entry(self, table: str, place: int, key: str | None) -> int:
        """The line of a key in one of the tables ``[[table]]``, or of its header if the key has no line of its own."""
        headers = self._headers(table)
        if place >= len(headers):
            return self.of_key(table)
        start, *rest = [*headers[place:], len(self._lines)][:2]
        return (self._find(key, start, rest[0]) if key else None) or start + 1

    def of_row(self, table: str, key: str) -> int:
        """The line of a key in the one table ``[table]``, or that of its header."""
        start = self.of_key(table)
        return self._find(key, start, len(self._lines)) or start

    def _headers(self, table: str) -> list[int]:
        header = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
        return [at for at, line in enumerate(self._lines) if header.match(line) and self._is_whole(at)]

    def _is_whole(self, at: int) -> bool:
        """Whether the text before the line is complete: within a multi-line text it is not."""
        try:
            tomllib.loads("\n".join(self._lines[:at]))
        except tomllib.TOMLDecodeError:
            return False
        return True

    def _find(self, key: str, start: int, end: int) -> int | None:
        sets = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]|\s*\[+\s*["']?{re.escape(key)}\b""")
        return next((at + 1 for at in range(start, end) if sets.match(self._lines[at])), None)
