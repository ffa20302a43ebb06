"""Which fields a book of the library lacks, as one number that a list can be filtered by."""

from collections.abc import Mapping
from enum import IntFlag
from typing import Any, Final


class Lack(IntFlag):
    """A field that a book has no value of. The numbers are stored: they stay as they are."""

    TITLE = 1
    AUTHORS = 2
    NARRATORS = 4
    SERIES = 8
    DESCRIPTION = 16
    PUBLISHER = 32
    PUBLISHED_YEAR = 64
    ISBN = 128
    ASIN = 256
    COVER = 512

    @property
    def slug(self) -> str:
        """Its name in an address: the field's, by which the mirror and the API name it."""
        return (self.name or "").lower()


BY_SLUG: Final[Mapping[str, Lack]] = {lack.slug: lack for lack in Lack}


_BITS: Final = {slug: int(lack) for slug, lack in BY_SLUG.items()}


def lacking(values: Mapping[str, Any]) -> Lack:
    """What is lacking among a book's values, by the fields' slugs; blank text is no value."""
    return Lack(sum(bit for slug, bit in _BITS.items() if _is_blank(values.get(slug))))


def _is_blank(value: Any) -> bool:
    return not (value.strip() if isinstance(value, str) else value)
