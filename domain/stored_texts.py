"""Texts and names in the forms that Audiobookshelf keeps unchanged, also at its next scan."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# The control characters; and the byte order mark, which its scans trim off a name, too, as JavaScript's trim does
# (facts/audiobookshelf_2.md 4).
_BLANK: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufeff]")


def storable(text: str) -> str:
    """Without lone surrogates: a database may store two of them as the same character."""
    return text.encode(errors="ignore").decode()


def one_line(text: str) -> str:
    """Trimmed, with single spaces where blanks or control characters stood."""
    return " ".join(_BLANK.sub(" ", storable(text)).split())


def key(name: str) -> str:
    """Equal for names that any rule of case would take for the same."""
    return unicodedata.normalize("NFC", name.lower().casefold())


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names, of those that differ in case only the first."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(key(name), name)
    return tuple(first.values())
