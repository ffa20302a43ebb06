"""How the daemon is, told without asking anyone else."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from daemon.parts import Parts
from domain.dependency import Dependency
from domain.recording import utc_text
from handlers.steps.acquisition_gate import SWITCH


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /health``, ``/livez`` and ``/readyz``."""

    async def health(_request: web.Request) -> web.Response:
        return web.json_response(await report(parts))

    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_request: web.Request) -> web.Response:
        await parts.inbox.depth()  # raises when the store does not answer
        return web.Response(text="ok\n", status=HTTPStatus.OK.value)

    return [web.get("/health", health), web.get("/livez", live), web.get("/readyz", ready)]


async def report(parts: Parts) -> dict[str, Any]:
    """Status, version, uptime, inbox and, per service, the last success and the last error.

    `status` is ``degraded`` while the newest call to a service failed, a key is refused, or an event waits
    for a person. `refused` says why a service is not asked at all until its key is another.
    """
    now = parts.clock.now()
    depth = await parts.inbox.depth()
    troubled = [d.name for d in parts.dependencies.values() if d.failures_in_a_row]
    refused = await parts.google_books.why_refused() if parts.google_books else None
    return {
        "status": "degraded" if troubled or refused or depth.buried else "ok",
        "version": parts.version,
        "uptime_seconds": round((now - parts.started_at).total_seconds()),
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
    success, error = dependency.last_success, dependency.last_error
    return {
        "last_success": None if success is None else utc_text(success),
        "last_error": None if error is None else utc_text(error),
        "last_error_message": dependency.last_error_message,
        "refused": refused,
    }
