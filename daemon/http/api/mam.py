"""Searching MAM by hand, through the daemon's own session and pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from daemon.http.api.context import Api
from domain.facts import Status
from domain.manual_results import Result
from domain.manual_search import ManualSearch
from domain.matching import Verdict
from domain.recording import Series
from handlers.acquiring.holdings import Held
from handlers.acquiring.manual_searches import Asked, EditionsOf

COVER: Final = "/search/cover/{}"
"""The address of a result's picture, by its torrent's id."""

_Text = Annotated[str, Field(max_length=500)]
_Name = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
_Id = Annotated[int, Field(ge=1, lt=10**9, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What to search for: free words, a torrent's id or address, or single fields; all words must be found.

    `editions_of` is a torrent's id instead: the editions of its book. `limit` is the most rows that are read; every
    100 are a request to MAM.
    """

    text: _Text = ""
    title: _Name | None = None
    author: Annotated[list[_Name], Field(min_length=1, max_length=20)] | None = None
    series: _Text | None = None
    narrator: _Text | None = None
    number: _Text | None = None
    editions_of: _Id | None = None
    limit: Annotated[int, Field(ge=1, le=1000, strict=True)] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An existing copy: a download, a library item, or else a torrent in qBittorrent.

    `sure` is false where it may be another book, and `edition` true where it is another edition of the book.
    """

    sure: bool
    edition: bool
    download: int | None
    status: Status | None
    item: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A torrent, how it matches the query, and what exists of its book already.

    Only the verdict "match" is proof; it is null where no single book was searched for. `best` is why it is the best
    of several editions, by EDITION_ORDER. `cover` is where this daemon has its picture, once it was in the results of a
    search. What MyAnonamouse does not say is null or empty.
    """

    torrent_id: int | None
    title: str | None
    author: str | None
    narrators: Sequence[str]
    series: Sequence[Series]
    duration_seconds: int | None
    abridged: bool | None
    language: str | None
    file_types: Sequence[str]
    bitrate_kbps: int | None
    size_bytes: int | None
    files: int | None
    seeders: int | None
    leechers: int | None
    snatched: int | None
    added: datetime | None
    freeleech: bool
    personal_freeleech: bool
    vip: bool
    my_snatched: bool
    cover: str | None
    score: float | None
    verdict: Verdict | None
    why: str | None
    best: str | None
    copies: Sequence[Copy]


async def search(api: Api, body: Words) -> list[Row]:
    """Search MyAnonamouse, and rank the results."""
    asked = _asked(body)
    manual = api.acquisition.manual
    found = await manual(asked, limit=body.limit)
    held = await manual.held(found.rows, found.stock)
    return [row_of(one, copies) for one, copies in zip(found.rows, held, strict=True)]


async def retry(api: Api) -> None:
    """Let a refused session or login of MyAnonamouse be tried once more; POST /api/checks/mam tries it at once."""
    await api.patient.connections.mam.retry()


def row_of(result: Result, held: Sequence[Held]) -> Row:
    """A result as the API shows it."""
    recording, match = result.recording, result.match
    facts = {
        name: getattr(recording, name)
        for name in Row.__dataclass_fields__
        if name in type(recording).model_fields
    }
    return Row(
        **facts,
        author=recording.author,
        cover=COVER.format(recording.torrent_id) if recording.poster and recording.torrent_id else None,
        score=None if match is None else round(match.score, 1),
        verdict=None if match is None else match.verdict,
        why=None if match is None else match.why,
        best=result.best,
        copies=[copy_of(one, recording.torrent_id) for one in held],
    )


def copy_of(held: Held, torrent_id: int | None) -> Copy:
    """An existing copy of a torrent's book as the API shows it."""
    download = held.download
    return Copy(
        sure=held.sure,
        edition=torrent_id is None or held.recording.torrent_id != torrent_id,
        download=None if download is None else download.id,
        status=None if download is None else download.status,
        item=held.item_id if download is None else download.item_id,
    )


def _asked(body: Words) -> Asked:
    if body.editions_of is not None:
        return EditionsOf(body.editions_of)
    return ManualSearch(
        text=body.text.strip(),
        title=(body.title or "").strip(),
        author=tuple(body.author or ()),
        series=(body.series or "").strip(),
        narrator=(body.narrator or "").strip(),
        number=(body.number or "").strip(),
    )
