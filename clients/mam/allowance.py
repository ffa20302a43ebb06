"""How much text of one answer is read: of all its rows together, because the sender decides their number."""

from typing import Any, Final

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of a search's answer; a hundred rows with long descriptions have a tenth of one."""

MOST_CHARS: Final = 1_000_000
"""Of the titles, tags and descriptions of one answer, with their markup; it is read in at most two seconds."""

_TEXTS: Final = ("title", "tags", "description")


class Allowance:
    """The rest of an answer's `MOST_CHARS`."""

    def __init__(self) -> None:
        self._left = MOST_CHARS

    def cut(self, row: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """The row without the texts beyond the limit, and their names."""
        over: list[str] = []
        for name in _TEXTS:
            text = row.get(name)
            if not isinstance(text, str):
                continue
            self._left -= len(text)
            if self._left < 0:
                self._left += len(text)
                over.append(name)
        return (
            ({name: value for name, value in row.items() if name not in over}, over) if over else (row, over)
        )
