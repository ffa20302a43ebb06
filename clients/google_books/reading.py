"""From the API's JSON to volumes; odd, missing and new fields are tolerated.

A value of the wrong kind counts as absent; a volume without anything is still one, and proves nothing.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from clients._plain_text import one_line, plain_text
from domain.enrichment import Volume
from domain.isbn import isbn_13

_YEAR: Final = re.compile(r"[12][0-9]{3}(?![0-9])")
"""Of "2007", "2007-03-27" and "2007*"; "19??" names none."""


def read_volumes(answer: Any) -> tuple[Volume, ...] | None:
    """The volumes in an answer, in its order; None when it has another form."""
    items = answer.get("items", []) if isinstance(answer, dict) else None
    if not isinstance(items, list):
        return None
    return tuple(_volume(_mapping(_mapping(item).get("volumeInfo"))) for item in items)


def _volume(info: dict[str, Any]) -> Volume:
    published = _YEAR.match(_text(info.get("publishedDate")) or "")
    publisher = _text(info.get("publisher")) or ""
    description = info.get("description")
    return Volume(
        title=_text(info.get("title")),
        subtitle=_text(info.get("subtitle")),
        authors=tuple(dict.fromkeys(filter(None, map(_text, _list(info.get("authors")))))),
        # Some come in quotes: "\"O'Reilly Media, Inc.\"".
        publisher=publisher.strip('" ') or None,
        published_year=published[0] if published else None,
        description=plain_text(description) or None if isinstance(description, str) else None,
        isbn=next(_isbns(info.get("industryIdentifiers")), None),
        language=_text(info.get("language")),
    )


def _isbns(identifiers: Any) -> Iterator[str]:
    """The valid ISBNs as thirteen digits, those that are given so first; OTHER and ISSN are ignored."""
    listed = [_mapping(one) for one in _list(identifiers)]
    for kind in ("ISBN_13", "ISBN_10"):
        for one in listed:
            if one.get("type") == kind and (found := isbn_13(_text(one.get("identifier")) or "")):
                yield found


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return one_line(value) or None if isinstance(value, str) else None
