"""Pictures: covers of the library's books and of results of a search, and those of the Match dialog."""

from typing import Final

from aiohttp import web

from daemon.http.api import provider_cover
from daemon.http.inputs import checked
from daemon.http.pages.rendering import SITE, Site
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


async def of_result(request: web.Request) -> web.Response:
    """The picture of a torrent that a search found: from disk, else from MAM at its pace.

    One is asked for at a time, so that whatever else a person wants of MAM waits for one picture at most; what a
    browser no longer waits for is not asked for.
    """
    site, number = request.app[SITE], int(request.match_info["number"])
    poster = await _poster(site, number)
    async with site.cover_turn:
        if poster is None or request.transport is None or request.transport.is_closing():
            raise web.HTTPNotFound
        try:
            found = await site.api.patient.connections.pictures(poster)
        except ShelfhookError as error:
            raise web.HTTPNotFound from error
    return web.Response(body=found.data, content_type=found.content_type, headers=_HEADERS)


async def _poster(site: Site, number: int) -> str | None:
    """The address of a torrent's picture, which no caller names: of the kept results, else of its record."""
    recording = site.api.acquisition.manual.recording(number)
    if recording is None:
        download = await site.api.parts.store.downloads.by_mam_id(number)
        recording = None if download is None else download.recording
    return None if recording is None else recording.poster
