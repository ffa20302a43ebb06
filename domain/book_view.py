"""One view of a book: each field, where its value came from, what every source says, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.facts import ChangeSource
from domain.merging import NEVER, Standing
from domain.policy import FieldName, Rule


class Origin(StrEnum):
    """Where a value came from.

    `FILES` is what a scan made of the files and their folder, `AUDIOBOOKSHELF` what was there before anything was
    written: a scan's, a match's or a person's, which cannot be distinguished.
    """

    MAM = "mam"
    GOOGLE_BOOKS = "google_books"
    AUDIBLE = "audible"
    AUDNEXUS = "audnexus"
    FILES = "files"
    AUDIOBOOKSHELF = "audiobookshelf"
    PERSON = "person"


class ActionKind(StrEnum):
    """What a person may do about a field."""

    TAKE = "take"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that you may do: take the value of `source`, or undo `change`."""

    kind: ActionKind
    source: ChangeSource | None = None
    change: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one source says of a field; `value` is None or empty where it says nothing.

    `taken` is whether the field holds it. `allowed` is whether nothing keeps it from being written; `why` says what
    does.
    """

    source: Origin
    value: Any
    taken: bool
    allowed: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of a book.

    `known` is False where the value could not be read. `source` is None without a value, or where the
    origin is unknown; `since` where the time is unknown. `locked_since` is None while it is not locked.
    """

    name: FieldName
    known: bool
    value: Any
    source: Origin | None
    since: datetime | None
    locked_since: datetime | None
    rule: Rule
    offers: tuple[Offer, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """What one source says of the book as a whole; `download` is the record that holds what MyAnonamouse says."""

    source: ChangeSource
    asked_at: datetime
    found: bool
    why: str | None
    download: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """One book. `note` says why the values are those of the last library sync, where they are."""

    item_id: str
    title: str | None
    authors: tuple[str, ...]
    path: str
    is_missing: bool
    note: str | None
    sources: tuple[SourceView, ...]
    fields: tuple[FieldView, ...]


def origin(standing: Standing, last_source: ChangeSource | None, rule: Rule) -> Origin | None:
    """Where the value of a field came from; None where there is none and never was.

    Args:
        standing: What is known of the field.
        last_source: Whose value was written to it last.
        rule: Of the field: where MAM's value would have gone in, what stands in its way is taken for a person's.
    """
    was_written = standing.last_written is not NEVER
    if was_written and last_source is not None and standing.current == standing.last_written:
        return Origin(last_source.value)
    if not standing.current:
        return Origin.PERSON if was_written else None
    if standing.current == standing.from_files:
        return Origin.FILES
    return Origin.PERSON if was_written or rule is Rule.OURS else Origin.AUDIOBOOKSHELF


Sayings = Mapping[ChangeSource, Mapping[FieldName, Any]]
"""By source what it says of each field; a field that it says nothing of is left out."""
