"""How far Google Books has been asked about the library, and how complete its books are."""

from datetime import datetime
from typing import Any

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.api import answer
from daemon.http.api.operations import operation
from daemon.parts import Parts
from handlers.enrichment_due import NOT_CONFIGURED


class Coverage(TypedDict):
    """How far the library is looked up; `problem` is why it is not looked up at all."""

    total: int
    updated: int
    pending: int
    percent: float
    oldest: datetime | None
    newest: datetime | None
    average_age_seconds: int | None
    fields: dict[str, int]
    problem: str | None


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /api/coverage``."""

    @operation("How far the library is looked up, and how complete it is", Coverage)
    async def coverage(_request: web.Request) -> web.Response:
        return answer(await report(parts))

    return [web.get("/api/coverage", coverage)]


async def report(parts: Parts) -> dict[str, Any]:
    """Books in all, looked up and pending, how long ago, per field how many have it, and what is in the way."""
    covered = await parts.enrichment.coverage(now=parts.clock.now())
    age = covered.average_age
    return {
        "total": covered.total,
        "updated": covered.updated,
        "pending": covered.pending,
        "percent": covered.percent,
        "oldest": covered.oldest,
        "newest": covered.newest,
        "average_age_seconds": None if age is None else round(age.total_seconds()),
        "fields": covered.fields,
        "problem": await problem(parts),
    }


async def problem(parts: Parts) -> str | None:
    """Why Google Books is not asked at all; None when it is."""
    return NOT_CONFIGURED if parts.google_books is None else await parts.google_books.why_refused()
