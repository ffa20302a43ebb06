"""The hook's edge: from a request to a stored event, and only then an answer."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from aiohttp import web
from pydantic import Field

from daemon.hook.fields import read_fields
from daemon.http.api.context import Api
from daemon.http.inputs import object_of
from daemon.http.problems import problem
from domain.errors import OutOfSpaceError
from domain.events import TorrentFinished

_V1: Final = "[0-9A-Fa-f]{40}"
_V2: Final = "[0-9A-Fa-f]{64}"


@dataclass(frozen=True, slots=True)
class Hashes:
    """qBittorrent's %K, %I and %J. One of them is enough, a dash is none, and what else is sent is left out."""

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
        # Told apart from a store that is away for a moment: somebody has to make room.
        return problem(HTTPStatus.INSUFFICIENT_STORAGE, str(error), headers={"Retry-After": "60"})
    return Stored(event=stored.id, duplicate=stored.duplicate)


async def read_request(request: web.Request) -> TorrentFinished:
    """The event in a request: JSON, a form or query parameters; the body wins over the query.

    Raises:
        BadInputError: A field is missing or wrong.
        aiohttp.web.HTTPUnsupportedMediaType: The body is of another kind.
        aiohttp.web.HTTPRequestEntityTooLarge: The body is longer than 64 KiB.
    """
    sent = await object_of(request)
    return read_fields({**request.query, **sent} if request.query_string else sent)
