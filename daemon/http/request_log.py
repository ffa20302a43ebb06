"""What was asked of us, for the debug mode."""

import logging
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

_log: Final = logging.getLogger("shelfhook.requests")


@web.middleware
async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log each request with its answer's status; never its query, which may hold a token."""
    response = await handler(request)
    _log.debug("%s %s: answered %d", request.method, request.path, response.status)
    return response
