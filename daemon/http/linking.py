"""Joining a download to its library item by a person's word."""

from http import HTTPStatus

from aiohttp import web

from daemon.http.api import answer
from daemon.http.forms import fields_of, is_form
from daemon.http.problems import problem
from daemon.parts import Parts
from domain.errors import BadInputError
from handlers.steps.finding_items import LINKED
from handlers.steps.waking import completions
from store.downloads import Status


def routes(parts: Parts) -> list[web.RouteDef]:
    """``POST /api/downloads/{number}/link`` with the item's id as ``item``."""

    async def link(request: web.Request) -> web.StreamResponse:
        download = await parts.downloads.by_id(int(request.match_info["number"]))
        if download is None:
            raise web.HTTPNotFound
        item_id = str((await fields_of(request)).get("item") or "").strip()
        if not item_id:
            raise BadInputError("item", "is missing: give the id of a library item")
        book = await parts.books.by_id(item_id)
        if book is None or book.is_missing:
            raise BadInputError(
                "item", "is the id of no item that the library has; its page's address ends with it"
            )
        if download.info_hash is None:
            return problem(
                HTTPStatus.CONFLICT, f"download {download.id} is {download.status}: there is no torrent yet"
            )
        await parts.downloads.update(
            download.id,
            item_id=book.item_id,
            item_found_by=LINKED,
            candidates=None,
            status=Status.FINISHED.value,
            reason=None,
        )
        for event in completions([download]):
            await parts.inbox.add(event, now=parts.clock.now())
        if is_form(request):
            page = str(request.rel_url.with_path("/", keep_query=True))
            return web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": page})
        return answer({"download": download.id, "item": book.item_id, "title": book.title, "path": book.path})

    return [web.post(r"/api/downloads/{number:\d{1,15}}/link", link)]
