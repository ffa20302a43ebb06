"""The hook's edge: from a request to a stored event, and only then an answer."""

from http import HTTPStatus
from typing import Annotated, Final, get_type_hints

from aiohttp import web
from pydantic import Field

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.hook.access import PATH
from daemon.hook.fields import read_fields
from daemon.http.api.answers import Stored
from daemon.http.api.inputs import object_of
from daemon.http.api.operations import operation
from daemon.http.api.problems import problem
from daemon.parts import Parts
from domain.errors import OutOfSpaceError
from domain.events import TorrentFinished

_V1: Final = "[0-9A-Fa-f]{40}"
_V2: Final = "[0-9A-Fa-f]{64}"


class Hashes(TypedDict, total=False):
    """qBittorrent's %K, %I and %J. One of them is enough, a dash is none, and what else is sent is left out."""

    hash: Annotated[str, Field(pattern=f"^({_V1}|{_V2}|-?)$")]
    v1: Annotated[str, Field(pattern=f"^({_V1}|-?)$")]
    v2: Annotated[str, Field(pattern=f"^({_V2}|-?)$")]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``POST /webhooks/qbittorrent``."""

    @operation(
        "Tell that a torrent finished",
        {HTTPStatus.ACCEPTED: Stored},
        body=Hashes,
        query=get_type_hints(Hashes, include_extras=True),
        problems={HTTPStatus.INSUFFICIENT_STORAGE},
    )
    async def finished(request: web.Request) -> web.Response:
        return await _answer(parts, await _read_request(request))

    return [web.post(PATH, finished)]


async def _read_request(request: web.Request) -> TorrentFinished:
    """The event in a request: JSON, a form or query parameters; the body wins over the query.

    Raises:
        BadInputError: A field is missing or wrong.
        aiohttp.web.HTTPUnsupportedMediaType: The body is of another kind.
        aiohttp.web.HTTPRequestEntityTooLarge: The body is longer than 64 KiB.
    """
    sent = await object_of(request)
    return read_fields({**request.query, **sent} if request.query_string else sent)


async def _answer(parts: Parts, event: TorrentFinished) -> web.Response:
    now = parts.clock.now()
    if parts.hook_calls.was_a_test(event.info_hash, now):
        return _accepted(event=0, duplicate=False)
    parts.hooks.came()
    try:
        stored = await parts.inbox.add(event, now=now)
    except OutOfSpaceError as error:
        # Told apart from a store that is away for a moment: somebody has to make room.
        return problem(HTTPStatus.INSUFFICIENT_STORAGE, str(error), headers={"Retry-After": "60"})
    return _accepted(event=stored.id, duplicate=stored.duplicate)


def _accepted(*, event: int, duplicate: bool) -> web.Response:
    return web.json_response({"event": event, "duplicate": duplicate}, status=HTTPStatus.ACCEPTED.value)
