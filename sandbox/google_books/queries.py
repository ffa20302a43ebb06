"""Reads ``q`` and finds the volumes that match it (facts/google_books.md)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from sandbox.google_books.volumes import Volume

_TERM: Final = re.compile(r'(?:(intitle|inauthor|inpublisher|subject|isbn):)?(?:"([^"]*)"|(\S+))')
_FIELDS: Final = {
    "intitle": ("title", "subtitle"),
    "inauthor": ("authors",),
    "inpublisher": ("publisher",),
    "subject": ("categories",),
    "": ("title", "subtitle", "authors", "publisher", "description"),
}


@lru_cache(maxsize=10_000)
def words(text: str) -> tuple[str, ...]:
    """Words without case and accents, split at every other sign."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def find(query: str, volumes: Sequence[Volume]) -> list[Volume]:
    """The volumes in which every term stands, in the order given."""
    terms = [(operator, quoted or single) for operator, quoted, single in _TERM.findall(query)]
    return [volume for volume in volumes if all(_holds(volume, *term) for term in terms)]


def _holds(volume: Volume, operator: str, text: str) -> bool:
    info = volume.get("volumeInfo", {})
    if operator == "isbn":
        wanted = text.replace("-", "").upper()
        return any(wanted == number for number in _isbns(info))
    held = words(" ".join(_texts(info, _FIELDS[operator])))
    return all(word in held for word in words(text))


def _isbns(info: dict[str, Any]) -> list[str]:
    identifiers = info.get("industryIdentifiers") or ()
    return [one["identifier"] for one in identifiers if one["type"] in {"ISBN_10", "ISBN_13"}]


def _texts(info: dict[str, Any], fields: Iterable[str]) -> Iterable[str]:
    for field in fields:
        value = info.get(field, "")
        yield " ".join(map(str, value)) if isinstance(value, list) else str(value)
