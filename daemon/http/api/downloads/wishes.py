"""Wishing for a book: the best recording that is proved to be it gets a record."""

import json
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Annotated, Final

from pydantic import Field, ValidationError

from daemon.http.answers import Reply, as_json
from daemon.http.api.context import Api
from daemon.http.api.downloads.records import called
from daemon.http.api.mam import Row, row_of
from daemon.http.problems import ConflictError, OnlyNearError
from daemon.words.units import count
from daemon.words.wording import named
from domain.completeness import completeness
from domain.errors import BadInputError, NeedsPersonError, NotFoundError
from domain.manual_results import Result
from domain.search_queries import BookQuery
from domain.torrent_addresses import EXAMPLE, torrent_id, torrent_id_in
from domain.validation import own_words
from handlers.acquiring.findings import Findings
from handlers.acquiring.search_report import Skipped
from store.downloads import Download

_ASKED: Final = "you"
_SHOWN: Final = 3

_Text = Annotated[str, Field(max_length=500)]
_Id = Annotated[int, Field(ge=1, lt=10**9, strict=True)]
_Limits: Final = Field(ge=0, lt=10**6, strict=True)
_Number = Annotated[int, _Limits] | Annotated[float, _Limits]


@dataclass(frozen=True, slots=True)
class Wish:
    """A wanted book: a torrent of MAM by its id or address, or a query that a match must prove.

    A torrent is added `beside` other editions of its book if the user wants that.
    """

    mam: _Id | _Text = ""
    author: _Text = ""
    title: _Text = ""
    series: _Text = ""
    narrator: _Text = ""
    number: _Number | _Text = ""
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record for the person who asked for it: what was chosen, why, and which facts are known."""

    download: int | None
    status: str
    reason: str | None
    title: str | None
    author: str | None
    series: str | None
    mam_id: int | None
    chosen_because: str | None
    known: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecord(Record):
    """The record that a wish got, or the existing one, and the other results."""

    created: bool
    found: int
    proved: int
    left_out: list[Skipped]


async def add(api: Api, body: Wish) -> Reply[FoundRecord]:
    """Search MyAnonamouse for a book, and propose the best recording that is proved to be it."""
    gate = api.acquisition.gate
    if (closed := await gate.closed()) is not None:
        raise ConflictError(closed)
    try:
        findings = await _propose(api, body)
    except NeedsPersonError:
        await gate.pause_if_blocked()
        raise
    if (closed := await gate.closed()) is not None and not findings.created:
        raise ConflictError(closed)
    return _found(findings)


async def _propose(api: Api, wish: Wish) -> Findings:
    propose = api.acquisition.propose
    if wish.mam:
        number = _mam_id(str(wish.mam), api.parts.settings.mam_url)
        # What a person saw in the results of a search a moment ago costs MAM no second request.
        known = api.acquisition.manual.recording(number)
        return await propose.by_mam_id(number, found_by=_ASKED, known=known, beside=wish.beside)
    return await propose(_query_of(wish), found_by=_ASKED)


def _mam_id(given: str, site: str) -> int:
    """The id in a person's input: the id itself, or the address of the torrent's page."""
    found = torrent_id(given) or torrent_id_in(given, site=site)
    if found is None:
        raise BadInputError("mam", f"must be a torrent's id, or its page's address like {EXAMPLE}")
    return found


def _query_of(wish: Wish) -> BookQuery:
    """The query for one book."""
    wanted = ("author", "title", "series", "narrator")
    given = {name: value for name in wanted if (value := getattr(wish, name))}
    if wish.number:
        given["numbers"] = wish.number
    if not wish.author:
        raise BadInputError("author", "is missing: without it no match can be proved", missing=True)
    if wish.number and not wish.series:
        raise BadInputError("series", "is missing: a number counts in a series", missing=True)
    try:
        return BookQuery.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "title"
        wrong = "number" if name == "numbers" else name
        raise BadInputError(wrong, own_words(first)) from error


def _found(findings: Findings) -> Reply[FoundRecord]:
    existing = next((left.download for left in findings.left_out if left.download is not None), None)
    download = findings.created[0] if findings.created else existing
    if download is None:
        if findings.left_out:
            raise ConflictError(f"you already have it: {findings.left_out[0].reason}")
        raise _nothing(findings)
    return Reply(
        says=f"{called(download)} is {named(download.status)}",
        body=FoundRecord(
            **asdict(record_of(download)),
            created=bool(findings.created),
            found=findings.found,
            proved=findings.proved,
            left_out=[Skipped(left.title, left.reason) for left in findings.left_out],
        ),
        status=HTTPStatus.CREATED if findings.created else HTTPStatus.OK,
    )


def _nothing(findings: Findings) -> NotFoundError:
    """The answer where no result is proved to be the book; it has those that come nearest."""
    if not findings.found:
        return NotFoundError("MyAnonamouse has no result for it")
    near = [
        f"“{one.title}” by {one.author or 'an unknown author'} (MyAnonamouse {one.torrent_id}): {why}"
        for one, why in findings.unproved[:_SHOWN]
    ]
    nearest = f"; nearest: {' '.join(near)}" if near else ""
    rows = [replace(row_of(Result(one), ()), why=why) for one, why in findings.unproved]
    return OnlyNearError(
        f"MyAnonamouse has {count(findings.found, 'recording', 'recordings')}, but none is proved to match{nearest}",
        json.loads(as_json(rows, list[Row])),
    )


def record_of(download: Download) -> Record:
    """A record for the one who asked for it."""
    complete = completeness(download.recording)
    return Record(
        download=download.id,
        status=download.status,
        reason=download.reason,
        title=download.title,
        author=download.author,
        series=download.series,
        mam_id=download.mam_id,
        chosen_because=download.chosen_because,
        known=complete.known,
        missing=complete.missing,
    )
