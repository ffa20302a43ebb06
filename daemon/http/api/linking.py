"""Joining a download to its library item by a person's word."""

from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from pydantic import Field

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.api import answer
from daemon.http.api.inputs import read
from daemon.http.api.operations import NOTHING, operation
from daemon.http.api.problems import problem
from daemon.http.pages.wording import named
from daemon.parts import Parts
from domain.errors import BadInputError
from domain.facts import ProofKind, Status
from handlers.matching.find_item import LINKED
from store.decisions import Decisions


class Linked(TypedDict):
    """A download and the library item it was joined to."""

    download: int
    item: str
    title: str | None
    path: str


class Joined(TypedDict):
    """The library item."""

    item: Annotated[str, Field(min_length=1, max_length=500)]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``POST /api/downloads/{number}/link`` with the item's id as ``item``."""
    decisions = Decisions(parts.db, parts.inbox.arrived)

    @operation(
        "Join a download to its library item",
        {HTTPStatus.OK: Linked, HTTPStatus.SEE_OTHER: NOTHING},
        body=Joined,
        problems={HTTPStatus.CONFLICT},
    )
    async def link(request: web.Request) -> web.StreamResponse:
        download = await parts.downloads.by_id(int(request.match_info["number"]))
        if download is None:
            raise web.HTTPNotFound
        book = await parts.books.by_id((await read(request, Joined))["item"].strip())
        if book is None or book.is_missing:
            raise BadInputError(
                "item", "is the id of no item that the library has; its page's address ends with it"
            )
        if download.info_hash is None:
            return problem(
                HTTPStatus.CONFLICT,
                f"download {download.id} is {named(download.status)}: there is no torrent yet",
            )
        await parts.downloads.update(
            download.id,
            item_id=book.item_id,
            item_found_by=LINKED,
            proof_kind=ProofKind.PERSON,
            candidates=None,
            status=Status.FINISHED.value,
            reason=None,
        )
        await decisions.retry_download(download, now=parts.clock.now())
        return answer({"download": download.id, "item": book.item_id, "title": book.title, "path": book.path})

    return [web.post(r"/api/downloads/{number:\d{1,15}}/link", link)]
