"""Texts and names in the forms that Audiobookshelf keeps unchanged, also at its next scan."""

import unicodedata
from collections.abc import Iterable
from typing import Final

# Its scans trim this one off a name, too, as JavaScript's trim does (facts/audiobookshelf_2.md 4).
_BYTE_ORDER_MARK: Final = "\ufeff"


def storable(text: str) -> str:
    """Without lone surrogates: a database may store two of them as the same character."""
    return text.encode(errors="ignore").decode()


def one_line(text: str) -> str:
    """Trimmed, with single spaces where blanks or control characters stood."""
    plain = "".join(" " if _is_blank(one) else one for one in storable(text))
    return " ".join(plain.split())


def _is_blank(character: str) -> bool:
    return character == _BYTE_ORDER_MARK or unicodedata.category(character) == "Cc"


def key(name: str) -> str:
    """Equal for names that any rule of case would take for the same."""
    return unicodedata.normalize("NFC", name.lower().casefold())


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names, of those that differ in case only the first."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(key(name), name)
    return tuple(first.values())
