"""What MAM corrected in a record since it was read last."""

from dataclasses import dataclass
from typing import Any, Final

from domain.genres import newer_category
from domain.recording import Recording

FACTS: Final = (
    "title",
    "authors",
    "narrators",
    "series",
    "abridged",
    "explicit",
    "duration_seconds",
    "publisher",
    "release_date",
    "language",
    "category",
    "categories",
    "tags",
    "description",
    "isbn",
    "asin",
    "poster",
)
"""What a record says of the book and its recording. The rest is of the torrent, of the day (seeders), or evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A fact of a record that changed at MyAnonamouse: its value before and after, as JSON; None or empty is unknown.

    The newer categories have their names in place of MyAnonamouse's numbers.
    """

    field: str
    before: Any
    after: Any


def corrections(before: Recording, after: Recording) -> tuple[Correction, ...]:
    """The facts that differ, in the order of `FACTS`. A fact that MAM no longer states is a correction, too."""
    old, new = map(_stated, (before, after))
    return tuple(
        Correction(field=name, before=old[name], after=new[name])
        for name in FACTS
        if old[name] != new[name] and not (_unknown(old[name]) and _unknown(new[name]))
    )


def _stated(record: Recording) -> dict[str, Any]:
    names = [newer_category(number) for number in record.categories]
    return record.model_dump(mode="json", include=set(FACTS)) | {"categories": names}


def _unknown(value: Any) -> bool:
    return value in (None, "", [])
