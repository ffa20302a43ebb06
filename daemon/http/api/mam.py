"""Searching MAM by hand, through the daemon's own session and pace."""

import asyncio
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Final, NotRequired

from aiohttp import web
from pydantic import Field

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from clients.mam.client import Mam
from clients.mam.search import SearchQuery
from daemon.http.api.api import answer
from daemon.http.api.inputs import read
from daemon.http.api.operations import NOTHING, operation
from domain.matching import Verdict, Wanted, rank

_AWAY: Final = {HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY}

_Text = Annotated[str, Field(max_length=500)]
_Name = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class Asked(TypedDict):
    """The book to search for; `limit` is the most rows that are read, 100 unless it says otherwise."""

    title: _Name
    author: Annotated[list[_Name], Field(min_length=1, max_length=20)]
    series: NotRequired[_Text | None]
    number: NotRequired[_Text | None]
    limit: NotRequired[Annotated[int, Field(ge=1, le=1000, strict=True)]]


@dataclass(frozen=True, slots=True)
class Row:
    """A torrent, and how it answers to what was asked; only the verdict "match" is proof."""

    torrent_id: int | None
    title: str | None
    author: str | None
    score: float
    verdict: Verdict
    why: str


def routes(mam: Mam) -> list[web.RouteDef]:
    """``POST /api/mam/search`` and ``POST /api/mam/retry``."""

    @operation("Search MAM, and rank what it has", list[Row], body=Asked, problems=_AWAY)
    async def search(request: web.Request) -> web.Response:
        asked = await read(request, Asked)
        wanted = Wanted(
            title=asked["title"],
            authors=tuple(asked["author"]),
            series=asked.get("series"),
            number=asked.get("number"),
        )
        text = f"{wanted.title} {' '.join(wanted.authors)}"
        found = await mam.search(SearchQuery(text, limit=asked.get("limit", 100)))
        # Comparing some hundred recordings takes a moment that others need not wait for.
        ranked = await asyncio.to_thread(rank, wanted, found)
        return answer(
            [
                asdict(Row(one.torrent_id, one.title, one.author, round(m.score, 1), m.verdict, m.why))
                for one, m in ranked
            ]
        )

    @operation(
        "Let a refused session or login of MAM be tried again, once",
        {HTTPStatus.NO_CONTENT: NOTHING},
        problems=_AWAY,
    )
    async def retry(_request: web.Request) -> web.Response:
        await mam.retry()
        return web.Response(status=HTTPStatus.NO_CONTENT.value)

    return [web.post("/api/mam/search", search), web.post("/api/mam/retry", retry)]
