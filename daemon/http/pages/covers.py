"""A picture, for callers with its signed address."""

from aiohttp import web

from daemon.http.api import provider_cover
from daemon.http.pages.rendering import SITE


async def picture(request: web.Request) -> web.Response:
    """It, as the provider offers it."""
    return await provider_cover.picture(request.app[SITE].api, request)
