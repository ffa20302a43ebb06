"""ISBNs in one form, with a correct check digit."""

import re
from typing import Final

# 979-0 are numbers of sheet music.
_SHAPE: Final = re.compile(r"(?:978|979(?!0))?[0-9]{9}[0-9X]")
_BLANKS: Final = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212.]+")
_PREFIX: Final = re.compile(r"ISBN(?:[- ]?1[03](?=[:\s]))?:?", re.IGNORECASE)


def isbn_13(text: str) -> str | None:
    """The thirteen digits of an ISBN in any spelling, of ten digits or thirteen; None when it is not one.

    A number of one repeated digit, which people enter to fill in a form, passes the check and is refused all the same.
    """
    digits = _BLANKS.sub("", _PREFIX.sub("", text.strip(), count=1)).upper()
    if not _SHAPE.fullmatch(digits):
        return None
    body = digits[-10:-1]
    if len(set(body)) == 1 or digits[-1] != (_check_10(body) if len(digits) == 10 else _check_13(digits)):  # noqa: PLR2004 - ISBN-10
        return None
    thirteen = digits if len(digits) > 10 else f"978{digits}"  # noqa: PLR2004 - as above
    return thirteen[:-1] + _check_13(thirteen)


def _check_10(body: str) -> str:
    """The check digit of nine digits."""
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11
    return "X" if check == 10 else str(check)  # noqa: PLR2004 - written as X


def _check_13(digits: str) -> str:
    """The check digit of the first twelve digits."""
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12])) % 10)
