"""Which library item a download is: what a person decides by, for the candidates and for any other item."""

from typing import Final

from aiohttp import web

from daemon.http.api.downloads.candidates import candidate, candidates_of
from daemon.http.api.downloads.decisions import why_not_linked
from daemon.http.inputs import Text, parameter
from daemon.http.pages.rendering import SITE
from store.views.paging import Slice

_SHOWN: Final = 20


async def item(request: web.Request) -> web.Response:
    """The candidates of a download, and any other item of the library by its name."""
    site, number = request.app[SITE], int(request.match_info["number"])
    store = site.api.parts.store
    found = await store.downloads.by_id(number)
    if found is None:
        return site.not_found(request, f"download {number}")
    text = parameter(request, "q", Text) or ""
    named = (await store.views.pages.books(Slice(0, _SHOWN), text=text)).rows if text.strip() else ()
    shown = {
        "download": found,
        "refused": why_not_linked(found),
        "text": text,
        "choices": (await candidates_of(store, [found])).get(number, ()),
        "others": [candidate(found, book) for book in named],
    }
    return site.page(request, "item.html", shown)
