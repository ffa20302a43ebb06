"""The state of things as JSON."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from daemon.parts import Parts
from domain.errors import BadInputError
from domain.recording import as_stored, utc_text
from store.changes import Change
from store.downloads import Download

_MOST_ROWS: Final = 1000

Look = Callable[[int], Awaitable[dict[str, Any] | None]]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /api/events``, ``/api/downloads``, ``/api/changes``, and one of each by number."""

    async def events(request: web.Request) -> web.Response:
        return answer([event_view(row) for row in await parts.inbox.recent(limit=limit(request))])

    async def downloads(request: web.Request) -> web.Response:
        return answer([download_view(one) for one in await parts.downloads.recent(limit=limit(request))])

    async def changes(request: web.Request) -> web.Response:
        found = await parts.changes.recent(item_id=request.query.get("item") or None, limit=limit(request))
        return answer([change_view(one) for one in found])

    async def event(number: int) -> dict[str, Any] | None:
        row = await parts.inbox.by_id(number)
        return None if row is None else event_view(row)

    async def download(number: int) -> dict[str, Any] | None:
        found = await parts.downloads.by_id(number)
        return None if found is None else download_view(found) | {"recording": as_stored(found.recording)}

    return [
        web.get("/api/events", events),
        web.get(r"/api/events/{number:\d{1,15}}", _one(event)),
        web.get("/api/downloads", downloads),
        web.get(r"/api/downloads/{number:\d{1,15}}", _one(download)),
        web.get("/api/changes", changes),
    ]


def _one(look: Look) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        found = await look(int(request.match_info["number"]))
        if found is None:
            raise web.HTTPNotFound
        return answer(found)

    return handler


def limit(request: web.Request) -> int:
    """How many rows a caller wants: ``limit``, 50 when it does not say.

    Raises:
        BadInputError: It is no number from 1 to 1000.
    """
    text = request.query.get("limit", "50")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= _MOST_ROWS):
        raise BadInputError("limit", f"must be a number from 1 to {_MOST_ROWS}")
    return int(text)


def answer(body: Any, *, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """A JSON answer; moments are ISO 8601 in UTC."""
    return web.json_response(body, status=status.value, dumps=lambda value: json.dumps(value, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def event_view(row: dict[str, Any]) -> dict[str, Any]:
    """An event for a reader: what it says, where it stands, and what it waits for."""
    shown = {name: row[name] for name in ("id", "kind", "created_at", "attempts", "looks", "wait", "reason")}
    shown |= {"settled_at": row["settled_at"], "verdict": row["verdict"]}
    shown["due_at"] = row["due_at"] if row["settled_at"] is None else None
    # What stands after the kind in the key: the info hash, the folder, the run.
    about = row["key"].partition(":")[2]
    return shown | {"event": json.loads(row["payload"]), "about": about}


def download_view(download: Download) -> dict[str, Any]:
    """A download record for a reader, without its metadata."""
    shown = asdict(download)
    del shown["recording"]
    return shown


def change_view(change: Change) -> dict[str, Any]:
    """A change for a reader."""
    return asdict(change)
