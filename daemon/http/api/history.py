"""Taking back what was written."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from daemon.http.api.answers import Change
from daemon.http.api.answers import Undone as UndoneView
from daemon.http.api.api import answer, change_view
from daemon.http.api.operations import operation
from daemon.http.api.problems import problem
from daemon.parts import Parts
from domain.errors import NotFoundError, ShelfhookError, UnavailableError
from handlers.writing.undo import UndoChanges, Undone

_AWAY: Final = {HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY}


def routes(parts: Parts, undo: UndoChanges) -> list[web.RouteDef]:
    """``GET /api/changes/{number}``, ``POST /api/changes/{number}/undo``, and that of a run and of a download."""

    @operation("A change", Change)
    async def change(request: web.Request) -> web.Response:
        found = await parts.changes.by_id(_number(request))
        if found is None:
            raise web.HTTPNotFound
        return answer(change_view(found))

    @operation("Put back what a change replaced", list[UndoneView], problems=_AWAY)
    async def undo_change(request: web.Request) -> web.Response:
        return await _told(lambda: _alone(undo, _number(request)))

    @operation("Put back what a run's changes replaced", list[UndoneView], problems=_AWAY)
    async def undo_run(request: web.Request) -> web.Response:
        return await _told(lambda: undo.run(_number(request)))

    @operation("Put back what a download's changes replaced", list[UndoneView], problems=_AWAY)
    async def undo_download(request: web.Request) -> web.Response:
        return await _told(lambda: undo.download(_number(request)))

    return [
        web.get(r"/api/changes/{number:\d{1,15}}", change),
        web.post(r"/api/changes/{number:\d{1,15}}/undo", undo_change),
        web.post(r"/api/runs/{number:\d{1,15}}/undo", undo_run),
        web.post(r"/api/downloads/{number:\d{1,15}}/undo", undo_download),
    ]


def _number(request: web.Request) -> int:
    return int(request.match_info["number"])


async def _alone(undo: UndoChanges, number: int) -> Sequence[Undone]:
    return [await undo.change(number)]


async def _told(undoing: Callable[[], Awaitable[Sequence[Undone]]]) -> web.Response:
    """What became of each change; the wish is not kept, so a failure is told to the person who has it."""
    try:
        undone = await undoing()
    except NotFoundError as error:
        return problem(HTTPStatus.NOT_FOUND, str(error))
    except UnavailableError:
        raise
    except ShelfhookError as error:
        return problem(HTTPStatus.BAD_GATEWAY, str(error))
    return answer([undone_view(one) for one in undone])


def undone_view(undone: Undone) -> dict[str, Any]:
    """What became of one change, for a reader."""
    change = undone.change
    return {
        "change": change.id,
        "item_id": change.item_id,
        "field": change.field,
        "undone": undone.done,
        "why": undone.why,
    }
