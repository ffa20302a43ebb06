"""A metadata provider for Audiobookshelf: its Match dialog is offered what MAM said of the recordings we have.

Source: facts/audiobookshelf.md 8. Nothing but the store is asked.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from daemon.http.api import provider_cover
from daemon.http.api.context import Api
from daemon.parts import Parts
from domain.described import Describe
from domain.errors import BadInputError
from domain.facts import Status
from domain.matching import Verdict, Wanted, rank
from domain.policy import FieldName
from domain.recording import Recording

_LONGEST: Final = 500
"""The longest text of a search; no title is longer, and comparing takes time."""

_OFFERED: Final = 20
_SHORTEST_NAME: Final = 3
_BETWEEN_AUTHORS: Final = re.compile(r"\s*[,;&]\s*")
_HAVE: Final = frozenset({Status.FINISHED, Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON, Status.APPLIED})


@dataclass(frozen=True, slots=True)
class Matches:
    """Books in the form of Audiobookshelf's providers, the best first."""

    matches: list[dict[str, Any]]


async def search(api: Api, request: web.Request, *, query: str = "", author: str = "") -> Matches:
    """Offer Audiobookshelf the metadata of a book."""
    title = query.strip()
    if not title:
        raise BadInputError("query", "is missing: the title to search for", missing=True)
    authors = [one for one in _BETWEEN_AUTHORS.split(author[:_LONGEST]) if one]
    found = await _search(api.parts, title[:_LONGEST], authors)
    settings = api.parts.settings
    describe = Describe(genres=settings.genres, tags=settings.tags_from_mam)
    matches = []
    for recording in found:
        cover = provider_cover.address(api.parts, request, recording)
        matches.append(book_metadata(recording, describe, called=title) | ({"cover": cover} if cover else {}))
    return Matches(matches)


async def _search(parts: Parts, title: str, authors: Sequence[str]) -> list[Recording]:
    """The recordings of this book that were downloaded, the best first.

    Audiobookshelf's quick match takes the first one unseen, so only proved ones are offered: title and
    author must agree, and without an author nothing is proved.
    """
    words = {word for name in authors for word in name.replace(".", " ").split()}
    words = {word for word in words if len(word) >= _SHORTEST_NAME}
    if not words:
        return []
    records = await parts.store.downloads.like(mam_ids=[], author_words=sorted(words))
    have = {one.mam_id or -one.id: one.recording for one in records if one.status in _HAVE}
    wanted = Wanted(title=title, authors=tuple(authors))
    return await asyncio.to_thread(_proved, wanted, have.values())


def _proved(wanted: Wanted, recordings: Iterable[Recording]) -> list[Recording]:
    ranked = rank(wanted, recordings)
    return [one for one, match in ranked if match.verdict is Verdict.MATCH][:_OFFERED]


def book_metadata(recording: Recording, describe: Describe, *, called: str = "") -> dict[str, Any]:
    """A recording in the provider's form, without what is unknown.

    Authors and narrators are each one text, which Audiobookshelf takes apart at its commas: a comma within a name is
    left out. The duration is in minutes. Of `abridged` and `explicit` Audiobookshelf takes nothing yet.

    Args:
        recording: The record.
        describe: Says what it states about each field.
        called: The title under which the book is known to who asks.
    """
    values = dict(describe(recording, called=(called,) if called else ()))
    found = {theirs: values[name] for name, theirs in _KEYS.items() if name in values}
    for name, theirs in ((FieldName.AUTHORS, "author"), (FieldName.NARRATORS, "narrator")):
        if people := values.get(name):
            found[theirs] = ", ".join(one.replace(",", "") for one in people)
    if series := values.get(FieldName.SERIES):
        found["series"] = [{"series": one["name"], "sequence": one["sequence"] or ""} for one in series]
    if recording.duration_seconds:
        found["duration"] = round(recording.duration_seconds / 60)
    return found


_KEYS: Final = {
    FieldName.TITLE: "title",
    FieldName.SUBTITLE: "subtitle",
    FieldName.PUBLISHER: "publisher",
    FieldName.PUBLISHED_YEAR: "publishedYear",
    FieldName.DESCRIPTION: "description",
    FieldName.ISBN: "isbn",
    FieldName.ASIN: "asin",
    FieldName.GENRES: "genres",
    FieldName.TAGS: "tags",
    FieldName.LANGUAGE: "language",
    FieldName.ABRIDGED: "abridged",
    FieldName.EXPLICIT: "explicit",
}
"""What a provider calls the fields that it offers as they are."""
