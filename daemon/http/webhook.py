"""The hook's edge: from a request to a stored event, and only then an answer."""

from http import HTTPStatus

from aiohttp import web

from daemon.hook_access import PATH
from daemon.http.hook_input import read_request
from daemon.parts import Parts


def routes(parts: Parts) -> list[web.RouteDef]:
    """``POST /webhooks/qbittorrent``."""

    async def finished(request: web.Request) -> web.Response:
        event = await read_request(request)
        stored = await parts.inbox.add(event, now=parts.clock.now())
        return web.json_response(
            {"event": stored.id, "duplicate": stored.duplicate}, status=HTTPStatus.ACCEPTED.value
        )

    return [web.post(PATH, finished)]
