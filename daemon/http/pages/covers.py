"""Pictures: covers of the library's books, and those of the Match dialog at their signed addresses."""

from typing import Final

from aiohttp import web

from daemon.http.api import provider_cover
from daemon.http.inputs import checked
from daemon.http.pages.rendering import SITE
from domain.errors import BadInputError, ShelfhookError

_WIDTH: Final = 240
"""Twice the width on the page, for fine screens."""

_HEADERS: Final = {"Cache-Control": "private, max-age=604800"}
"""The address changes with the item."""


async def picture(request: web.Request) -> web.Response:
    """A picture behind a signed address, as the provider offers it."""
    return await provider_cover.picture(request.app[SITE].api, request)


async def of_book(request: web.Request) -> web.Response:
    """The cover of a library item, small; the browser is not sent to Audiobookshelf."""
    try:
        item_id = checked(str, request.match_info["item"], "item")
        found = await request.app[SITE].api.patient.connections.covers.small(item_id, _WIDTH)
    except (BadInputError, ShelfhookError) as error:
        raise web.HTTPNotFound from error
    if found is None:
        raise web.HTTPNotFound
    return web.Response(body=found.data, content_type=found.content_type, headers=_HEADERS)
