"""How the daemon is, told without asking anyone else."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.operations import TEXT, operation
from daemon.parts import Parts
from domain.dependency import Dependency
from domain.recording import utc_text
from handlers.acquiring.gate import SWITCH


class ServiceHealth(TypedDict):
    """How the last calls to a service went; `refused` is why it is not asked at all until its key is another.

    `away_since` is when calls to it were stopped, but for one probe at a time; the next is at `next_probe`.
    """

    last_success: datetime | None
    last_error: datetime | None
    last_error_message: str | None
    refused: str | None
    away_since: datetime | None
    next_probe: datetime | None


class InboxHealth(TypedDict):
    """What waits, since when, and how much of it for a person."""

    depth: int
    oldest_age_seconds: int | None
    buried: int


class AcquisitionHealth(TypedDict):
    """Whether anything is acquired; `paused` is why not."""

    mode: Literal["off", "propose", "auto"]
    paused: str | None


class Health(TypedDict):
    """How the daemon is; `leads` is false for all but one of several daemons on one store."""

    status: Literal["ok", "degraded"]
    version: str
    uptime_seconds: int
    leads: bool
    dry_run: bool
    acquisition: AcquisitionHealth
    inbox: InboxHealth
    dependencies: dict[str, ServiceHealth]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /health``, ``/livez`` and ``/readyz``."""

    @operation("How the daemon and its services are", Health)
    async def health(_request: web.Request) -> web.Response:
        return web.json_response(await report(parts))

    @operation("Whether the daemon lives", TEXT)
    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    @operation("Whether the store answers", TEXT)
    async def ready(_request: web.Request) -> web.Response:
        await parts.inbox.depth()  # raises when the store does not answer
        return web.Response(text="ok\n", status=HTTPStatus.OK.value)

    return [web.get("/health", health), web.get("/livez", live), web.get("/readyz", ready)]


async def report(parts: Parts) -> dict[str, Any]:
    """Status, version, uptime, inbox and, per service, the last success and the last error.

    `status` is ``degraded`` while the newest call to a service failed, a key is refused, or an event waits
    for a person. `refused` says why a service is not asked at all until its key is another. `leads` is false
    for all but one of several daemons on one store.
    """
    now = parts.clock.now()
    depth = await parts.inbox.depth()
    troubled = [d.name for d in parts.dependencies.values() if d.failures_in_a_row or d.is_open]
    refused = await parts.google_books.why_refused() if parts.google_books else None
    return {
        "status": "degraded" if troubled or refused or depth.buried else "ok",
        "version": parts.version,
        "uptime_seconds": round((now - parts.started_at).total_seconds()),
        "leads": parts.leadership.leads(),
        "dry_run": parts.settings.dry_run,
        "acquisition": {
            "mode": parts.settings.acquisition,
            "paused": await parts.switches.why_off(SWITCH),
        },
        "inbox": {
            "depth": depth.waiting,
            "oldest_age_seconds": None
            if depth.oldest is None
            else round((now - depth.oldest).total_seconds()),
            "buried": depth.buried,
        },
        "dependencies": {
            name: _told(dependency, refused if name == "google_books" else None)
            for name, dependency in parts.dependencies.items()
        },
    }


def _told(dependency: Dependency, refused: str | None) -> dict[str, Any]:
    breaker = dependency.breaker
    return {
        "last_success": _text(dependency.last_success),
        "last_error": _text(dependency.last_error),
        "last_error_message": dependency.last_error_message,
        "refused": refused,
        "away_since": _text(breaker.opened_at),
        "next_probe": _text(breaker.next_probe),
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else utc_text(moment)
