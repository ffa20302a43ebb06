"""One view of a book."""

from typing import Final

from aiohttp import web

from daemon.http.inputs import checked
from daemon.http.pages.lists import written
from daemon.http.pages.rendering import SITE
from domain.errors import BadInputError
from domain.mentions import Means, Mention
from store.views.subjects import Subject

_CHANGES: Final = 25


async def book(request: web.Request) -> web.Response:
    """Each field of a library item, whose value it is, what every source says, and what may be done."""
    site = request.app[SITE]
    try:
        item_id = checked(str, request.match_info["item"], "item")
    except BadInputError:
        return site.not_found(request, "such library item")
    found = await site.api.books.describe(item_id)
    if found is None:
        return site.not_found(request, f"library item {item_id}")
    parts = site.api.parts
    changes = await parts.store.changes.recent(item_id=item_id, limit=_CHANGES)
    mention = Mention(Means.ITEM, item_id)
    known = await parts.store.views.subjects.of([mention])
    shown = {
        "book": found,
        "mirrored": await parts.store.books.by_id(item_id),
        "changes": changes,
        "subject": known.get(mention, Subject(found.title, None, item_id)),
    }
    return site.page(request, "book.html", shown | await written(parts, changes))
