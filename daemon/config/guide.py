"""What .env.example says of each setting: its topic, its explanation, examples and its default as it is written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("env.example")
"""A link to .env.example; in an installed program a copy."""

_SETTING: Final = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=(.*)")
_TOPIC: Final = re.compile(r"^# --- (.+?) -+$", re.MULTILINE)
_NOTHING: Final = frozenset({"", "[]", "{}"})


@dataclass(frozen=True, slots=True)
class Explained:
    """Settings that are explained together, by their names in lower case.

    Args:
        words: The explanation, in one line.
        values: For each setting its values as the file has them: examples, and last the default.
    """

    words: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of the file."""

    title: str
    explained: tuple[Explained, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Every setting, in the order of the file."""
    _, *parts = _TOPIC.split(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Topic(title, tuple(_explained(text))) for title, text in zip(parts[::2], parts[1::2], strict=True)
    )


@cache
def defaults() -> Mapping[str, str]:
    """The default of each setting, as it is written; empty where it depends on the machine."""
    return {
        name: values[-1]
        for topic in topics()
        for one in topic.explained
        for name, values in one.values.items()
    }


def _explained(text: str) -> Iterator[Explained]:
    for paragraph in text.strip().split("\n\n"):
        words: list[str] = []
        values: dict[str, tuple[str, ...]] = {}
        for line in paragraph.splitlines():
            if (found := _SETTING.match(line)) is not None:
                name = found[1].lower()
                values[name] = (*values.get(name, ()), found[2])
            else:
                words.append(line.removeprefix("# "))
        yield Explained(" ".join(words), values)


def holds_nothing(value: str) -> bool:
    """Whether a value as it is written is empty, or a list or a map without entries."""
    return "".join(value.split()) in _NOTHING
