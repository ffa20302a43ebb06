"""Taking work up again that does not go on by itself, or leaving it."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.api import answer
from daemon.http.api.operations import NOTHING, operation
from daemon.http.api.problems import problem
from daemon.http.pages.wording import named
from daemon.parts import Parts
from domain.facts import EventVerdict, Status
from store.decisions import Decisions


class Taken(TypedDict):
    """How a download stands after the decision."""

    download: int
    status: Status


class Answered(TypedDict):
    """What became of an event."""

    event: int
    verdict: EventVerdict


_OF_DOWNLOAD: Final = {HTTPStatus.OK: Taken, HTTPStatus.SEE_OTHER: NOTHING}
_OF_EVENT: Final = {HTTPStatus.OK: Answered, HTTPStatus.SEE_OTHER: NOTHING}
_TOO_LATE: Final = {HTTPStatus.CONFLICT}


def routes(parts: Parts) -> list[web.RouteDef]:
    """``POST /api/downloads/{number}/retry`` and ``dismiss``, and the same of ``/api/events/{number}``."""
    decisions = Decisions(parts.db, parts.inbox.arrived)
    desk = _Desk(parts, decisions)
    download, event = r"/api/downloads/{number:\d{1,15}}", r"/api/events/{number:\d{1,15}}"
    return [
        web.post(f"{download}/retry", desk.retry_download),
        web.post(f"{download}/dismiss", desk.dismiss_download),
        web.post(f"{event}/retry", desk.retry_event),
        web.post(f"{event}/dismiss", desk.dismiss_event),
    ]


class _Desk:
    """The handlers on one daemon's parts."""

    def __init__(self, parts: Parts, decisions: Decisions) -> None:
        self._parts = parts
        self._decisions = decisions

    @operation("Take up a download's next step now", _OF_DOWNLOAD, problems=_TOO_LATE)
    async def retry_download(self, request: web.Request) -> web.Response:
        number = _number(request)
        download = await self._parts.downloads.by_id(number)
        if download is None:
            raise web.HTTPNotFound
        if not await self._decisions.retry_download(download, now=self._parts.clock.now()):
            return problem(
                HTTPStatus.CONFLICT,
                f"download {number} is {named(download.status)}: there is nothing to take up; approve it instead",
            )
        return await self._told(number)

    @operation("Leave a download that waits alone", _OF_DOWNLOAD, problems=_TOO_LATE)
    async def dismiss_download(self, request: web.Request) -> web.Response:
        number = _number(request)
        done = await self._decisions.dismiss_download(number, now=self._parts.clock.now())
        download = await self._parts.downloads.by_id(number)
        if download is None:
            raise web.HTTPNotFound
        if not done:
            return problem(
                HTTPStatus.CONFLICT, f"download {number} is {named(download.status)}: it waits for nobody"
            )
        return await self._told(number)

    @operation("Look again now at an event that waits or was given up", _OF_EVENT, problems=_TOO_LATE)
    async def retry_event(self, request: web.Request) -> web.Response:
        done = await self._decisions.retry_event(_number(request), now=self._parts.clock.now())
        return await self._answered(request, EventVerdict.RETRIED, done=done)

    @operation("Leave an event that waits or was given up", _OF_EVENT, problems=_TOO_LATE)
    async def dismiss_event(self, request: web.Request) -> web.Response:
        done = await self._decisions.dismiss_event(_number(request), now=self._parts.clock.now())
        return await self._answered(request, EventVerdict.DISMISSED, done=done)

    async def _told(self, number: int) -> web.Response:
        download = await self._parts.downloads.by_id(number)
        return answer({"download": number, "status": download.status if download else None})

    async def _answered(self, request: web.Request, verdict: EventVerdict, *, done: bool) -> web.Response:
        number = _number(request)
        if done:
            return answer({"event": number, "verdict": verdict})
        row = await self._parts.inbox.by_id(number)
        if row is None:
            raise web.HTTPNotFound
        return problem(HTTPStatus.CONFLICT, f"event {number} is {named(row['verdict'])} already")


def _number(request: web.Request) -> int:
    return int(request.match_info["number"])
