"""Searching MAM by hand, through the daemon's own session and pace."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from clients.mam.search import SearchQuery
from daemon.http.api.context import Api
from domain.matching import Verdict, Wanted, rank

_Text = Annotated[str, Field(max_length=500)]
_Name = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The book to search for; `limit` is the most rows that are read."""

    title: _Name
    author: Annotated[list[_Name], Field(min_length=1, max_length=20)]
    series: _Text | None = None
    number: _Text | None = None
    limit: Annotated[int, Field(ge=1, le=1000, strict=True)] = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A torrent, and how it matches the query; only the verdict "match" is proof."""

    torrent_id: int | None
    title: str | None
    author: str | None
    score: float
    verdict: Verdict
    why: str


async def search(api: Api, body: Asked) -> list[Row]:
    """Search MAM, and rank the results."""
    wanted = Wanted(title=body.title, authors=tuple(body.author), series=body.series, number=body.number)
    found = await api.patient.connections.mam.search(
        SearchQuery(f"{body.title} {' '.join(body.author)}", limit=body.limit)
    )
    # Comparing some hundred recordings takes a moment that others need not wait for.
    ranked = await asyncio.to_thread(rank, wanted, found)
    return [
        Row(one.torrent_id, one.title, one.author, round(match.score, 1), match.verdict, match.why)
        for one, match in ranked
    ]


async def retry(api: Api) -> None:
    """Let a refused session or login of MAM be tried once more; POST /api/checks/mam tries it at once."""
    await api.patient.connections.mam.retry()
