"""A number and its noun."""

from gettext import ngettext


def counted(given: int, one: str, many: str) -> str:
    """Both in one: "1 book", "12,345 books"."""
    return f"{given:,} {ngettext(one, many, given)}"
