"""The hook's edge: from a request to a stored event, and only then an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from pydantic import Field

from daemon.hook import wording
from daemon.hook.calls import RefusedCall, read_fields
from daemon.http.api.context import Api
from daemon.http.inputs import object_of
from daemon.http.problems import PROBLEM, problem
from daemon.http.security.peers import remote
from daemon.parts import Parts
from domain.errors import OutOfSpaceError
from domain.events import TorrentFinished
from domain.facts import CallProblem
from domain.harmless import harmless

_LIKE_OURS: Final = "/webhook"
"""Also in a path that was misspelt, or written twice."""

_HOST: Final = "Host"
_LONGEST_HOST: Final = 100
_PROBLEMS: Final[Mapping[int, CallProblem]] = {
    HTTPStatus.UNAUTHORIZED: CallProblem.NO_TOKEN,
    HTTPStatus.TOO_MANY_REQUESTS: CallProblem.TOO_MANY_WRONG_TOKENS,
    HTTPStatus.NOT_FOUND: CallProblem.UNKNOWN_PATH,
    HTTPStatus.METHOD_NOT_ALLOWED: CallProblem.WRONG_METHOD,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: CallProblem.TOO_LONG,
    HTTPStatus.BAD_REQUEST: CallProblem.NO_HASH,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: CallProblem.NO_HASH,
    HTTPStatus.UNPROCESSABLE_ENTITY: CallProblem.NO_HASH,
}

_log: Final = structlog.get_logger("shelfhook.http")

_V1: Final = "[0-9A-Fa-f]{40}"
_V2: Final = "[0-9A-Fa-f]{64}"


@dataclass(frozen=True, slots=True)
class Hashes:
    """qBittorrent's %K, %I and %J. One of them is enough, a dash counts as missing, and other fields are ignored."""

    hash: Annotated[str, Field(pattern=f"^({_V1}|{_V2}|-?)$")] = ""
    v1: Annotated[str, Field(pattern=f"^({_V1}|-?)$")] = ""
    v2: Annotated[str, Field(pattern=f"^({_V2}|-?)$")] = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a completion is kept; `event` is 0 for a call that only tried whether the hook gets through."""

    event: int
    duplicate: bool


async def finished(api: Api, request: web.Request) -> Stored | web.Response:
    """Report that a torrent finished."""
    parts, now = api.parts, api.parts.clock.now()
    event = await read_request(request)
    if parts.hook_calls.was_a_test(event.info_hash, now):
        return Stored(event=0, duplicate=False)
    parts.hooks.came()
    try:
        stored = await parts.store.inbox.add(event, now=now)
    except OutOfSpaceError as error:
        # Distinguished from a store that is unavailable for a moment: a person has to free space.
        return problem(HTTPStatus.INSUFFICIENT_STORAGE, str(error), headers={"Retry-After": "60"})
    return Stored(event=stored.id, duplicate=stored.duplicate)


def refused_calls(parts: Parts) -> Middleware:
    """Store each refused call of the hook: qBittorrent shows them to no one."""

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if _LIKE_OURS in request.path and (found := _problem(response)) is not None:
            host, peer = harmless(request.headers.get("Host", ""), longest=_LONGEST_HOST), remote(request)
            call = RefusedCall(found, response.status, parts.clock.now(), peer, host)
            if parts.hook_calls.was_refused(call):
                _log.warning(
                    "hook_refused",
                    problem=found.value,
                    status=call.status,
                    peer=peer,
                    reason=wording.what(call),
                    hint=wording.mend(call),
                )
        return response

    return note


def _problem(response: web.StreamResponse) -> CallProblem | None:
    """Why a call was refused; None for one that was not, or that will be taken later."""
    if response.status == HTTPStatus.FORBIDDEN:
        seen = response.get(PROBLEM)
        of_host = seen is not None and seen.field == _HOST
        return CallProblem.UNKNOWN_HOST if of_host else CallProblem.WRONG_TOKEN
    return _PROBLEMS.get(response.status)


async def read_request(request: web.Request) -> TorrentFinished:
    """The event in a request: JSON, a form or query parameters; the body wins over the query.

    Raises:
        BadInputError: A field is missing or wrong.
        aiohttp.web.HTTPUnsupportedMediaType: The body is of another kind.
        aiohttp.web.HTTPRequestEntityTooLarge: The body is longer than 64 KiB.
    """
    sent = await object_of(request)
    return read_fields({**request.query, **sent} if request.query_string else sent)
