"""A number and its noun."""

from gettext import NullTranslations
from typing import Final

# The module's own function looks for a catalogue on the disk at each call.
_ENGLISH: Final = NullTranslations()


def counted(given: int, one: str, many: str) -> str:
    """Both in one: "1 book", "12,345 books"."""
    return f"{given:,} {_ENGLISH.ngettext(one, many, given)}"
