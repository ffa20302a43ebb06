"""Placeholders for an unknown name: "Unknown", "N/A", "Various Narrators"."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from domain.extraction.languages import WORDS
from domain.extraction.text import clean
from domain.late_pattern import late

_ROLE: Final = rf"(?:{WORDS.roles})"
_BEFORE: Final = r"(?:the|an?|der|die|das|le|la|les|el|los|il|gli|de|het)\s+"
_PLACEHOLDER: Final = late(
    rf"(?:{_BEFORE})?(?:(?:{WORDS.placeholders})(?:\s*{_ROLE})?|{_ROLE}[\s:-]*(?:{WORDS.placeholders})|{_ROLE}\s*[:?])"
)
_AROUND: Final = " .,;:!?-–—_*'\"“”„«»()[]{}<>/\\|~"
_SHORT: Final = frozenset({"na", "n/a", "nn", "va", "v/a", "aavv", "ka", "nvt", "tba", "tbd", "tbc"})
_MOST_CHARS: Final = 60
_MOST_REMEMBERED: Final = 4096


@lru_cache(_MOST_REMEMBERED)
def is_placeholder(name: str) -> bool:
    """Whether *name* is not a person or company, but a word for "unknown" in some language.

    "Full Cast" is a narrator; "Anonymous" is an author's name on a cover.
    """
    plain = " ".join(clean(name).casefold().split())
    if not any(letter.isalnum() for letter in plain):
        return True
    if len(plain) > _MOST_CHARS:
        return False
    if plain.replace(".", "").replace(" ", "") in _SHORT:
        return True
    return bool(_PLACEHOLDER.fullmatch(plain) or _PLACEHOLDER.fullmatch(plain.strip(_AROUND)))


def people(names: Iterable[str]) -> tuple[str, ...]:
    """The names without the placeholders."""
    return tuple(name for name in names if not is_placeholder(name))
