"""One field of an answer in a line: as a person says it, not as JSON has it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from daemon.commands.moments import exact
from daemon.commands.tables import plain
from daemon.commands.wording import in_words
from daemon.words import units

_UNITS: Final[Mapping[str, Callable[[Any], str]]] = {
    "_at": exact,
    "added": exact,
    "_bytes": units.size,
    "_kbps": lambda given: f"{given} kbit/s",
    "duration_seconds": units.running_time,
    "_seconds": lambda given: units.span(timedelta(seconds=given)),
}
"""By the end of a field's name: what its value is, in words."""

_KEPT: Final = frozenset({"_at", "added"})
"""Ends that the name keeps: "created at", but "duration" and "size"."""

_LABELS: Final[Mapping[str, str]] = {
    "signals": "times reported",
    "attempts": "tries",
    "looks": "times it was too early",
    "wait": "waits for",
}
"""Fields whose names say nothing to a person."""


def line_of(name: str, value: Any) -> str:
    """A field and its value, like "duration: 10 h 53 min"."""
    for end, words in _UNITS.items():
        if name.endswith(end) and value is not None:
            return f"{_label(name if end in _KEPT else name.rpartition('_')[0])}: {words(value)}"
    return f"{_label(name)}: {plain(in_words(name, value))}"


def _label(name: str) -> str:
    return _LABELS.get(name) or name.replace("_", " ").replace("mam ", "MyAnonamouse ")
