"""Single values of Audiobookshelf's JSON, where one of the wrong kind counts as absent, and of its paths."""

import math
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from domain.errors import BadInputError

_LAST_MS: Final = 253_402_300_799_000  # the end of the year 9999
_INODE_DIGITS: Final = 20  # of the largest number of 64 bits


def mapping(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The strings of an array, blank ones included: they are what is stored."""
    return [one for one in sequence(value) if isinstance(one, str)]


def text(value: Any) -> str | None:
    """A string that says something; a number is written out."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def number(value: Any) -> float | None:
    """A finite number, also one written as a string of digits."""
    try:
        found = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """A whole number of any size that is not negative, also as a string of decimal digits."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= _INODE_DIGITS else None
    found = value if isinstance(value, int) else number(value)  # which would round an inode
    return int(found) if found is not None and found >= 0 else None


def seconds(value: Any) -> float:
    """A length of time; 0 when there is none."""
    return max(number(value) or 0.0, 0.0)


def moment(value: Any) -> datetime | None:
    """A time given in milliseconds since 1970."""
    found = number(value)
    if found is None or not 0 <= found <= _LAST_MS:
        return None
    return datetime.fromtimestamp(found / 1000, UTC)


def segment(part: str) -> str:
    """*part* as one segment of a path."""
    if part.strip(". ") == "":
        raise BadInputError("item", "is not an id of Audiobookshelf")
    return quote(part, safe="")
