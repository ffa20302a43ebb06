"""What Audiobookshelf reads in a book's path, compared with what is meant."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import PurePosixPath
from typing import Final

from domain.folder_names import PathReading, read_path
from domain.importing.names import UNCUT, clean, typed, visible
from domain.importing.template import DEFAULT_TEMPLATE, FIELDS, Level, Values

SAMPLE: Final[Values] = {
    "author": "Brandon Sanderson",
    "series": "The Stormlight Archive",
    "sequence": "1",
    "title": "The Way of Kings",
    "narrator": "Michael Kramer, Kate Reading",
    "year": "2010",
    "asin": "B003P2WO5E",
    "edition": "Unabridged M4B",
}
"""A book of which everything is known."""

_READ: Final = {
    "author": "authors",
    "series": "series",
    "sequence": "sequence",
    "title": "title",
    "narrator": "narrators",
    "year": "published_year",
    "asin": "asin",
}


def misread(levels: Sequence[Level], path: PurePosixPath, values: Values) -> str | None:
    """The first field that the path says otherwise than *values* do; None where all are read as they are meant.

    A field that no folder has must not be read either. An edition counts as a part of the title.
    """
    read = read_path(str(path), is_file=False)
    return next((field for field in _READ if _read(read, field) != _meant(levels, field, values)), None)


def samples(levels: Sequence[Level]) -> Iterator[Values]:
    """The sample book with each choice of the template's fields unknown; author and title are always known."""
    fields = [field for field in FIELDS if any(level.has(field) for level in levels)]
    may_lack = [field for field in fields if field not in {"author", "title"}]
    for count in range(len(may_lack) + 1):
        for unknown in combinations(may_lack, count):
            known = {field: SAMPLE[field] for field in fields if field not in unknown}
            if "sequence" not in known or "series" in known or "series" not in fields:
                yield known


def refusal(field: str, path: PurePosixPath) -> str:
    """Why a template is refused in which the sample's *field* is misread in *path*."""
    read = _read(read_path(str(path), is_file=False), field)
    what = f"would read “{read}” as the {field}" if read else f"would not find the {field}"
    return (
        f"Audiobookshelf {what} in “{path}”; write it like {DEFAULT_TEMPLATE}, with {{year}} - in front of {{title}}, "
        "and {asin} and {narrator} at the end"
    )


def _read(read: PathReading, field: str) -> str:
    return typed(getattr(read, _READ[field]) or "")


def _meant(levels: Sequence[Level], field: str, values: Values) -> str:
    if field == "title" and levels[-1].has("edition") and values.get("edition"):
        return typed(visible(levels[-1].render({one: values[one] for one in ("title", "edition")})))
    has = any(level.has(field) for level in levels)
    return typed(clean(values.get(field, ""), most=UNCUT)) if has else ""
