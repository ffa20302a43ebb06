"""The state of things as JSON."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import Field

from daemon.http.api import answers
from daemon.http.api.inputs import parameter
from daemon.http.api.operations import operation
from daemon.parts import Parts
from domain.facts import Status
from domain.recording import as_stored, utc_text
from store.changes import Change
from store.downloads import Download
from store.views.listing import Listing

Limit = Annotated[int, Field(ge=1, le=1000)]
_SO_MANY: Final = {"limit": Limit}

Look = Callable[[int], Awaitable[dict[str, Any] | None]]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /api/events``, ``/api/downloads``, ``/api/changes``, and one of each by number."""

    @operation("The newest events, those that wait first", list[answers.Event], query=_SO_MANY)
    async def events(request: web.Request) -> web.Response:
        return answer([event_view(row) for row in await parts.inbox.recent(limit=limit(request))])

    @operation(
        "The newest downloads, of one state or of all",
        list[answers.Download],
        query=_SO_MANY | {"status": Status},
    )
    async def downloads(request: web.Request) -> web.Response:
        status = parameter(request, "status", Status)
        statuses = () if status is None else (status,)
        found = await Listing(parts.db).downloads(limit=limit(request), statuses=statuses)
        return answer([download_view(one) for one in found])

    @operation(
        "The newest changes, of one item or of all", list[answers.Change], query=_SO_MANY | {"item": str}
    )
    async def changes(request: web.Request) -> web.Response:
        found = await parts.changes.recent(
            item_id=parameter(request, "item", str) or None, limit=limit(request)
        )
        return answer([change_view(one) for one in found])

    @operation("An event", answers.Event)
    async def event(number: int) -> dict[str, Any] | None:
        row = await parts.inbox.by_id(number)
        return None if row is None else event_view(row)

    @operation("A download and its metadata", answers.WholeDownload)
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
    @wraps(look)
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
    return parameter(request, "limit", Limit) or 50


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
