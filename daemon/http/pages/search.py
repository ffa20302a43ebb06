"""Searching MAM in the page; the same search again, as a reload or a live page does it, costs MAM nothing."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from aiohttp import web
from pydantic import Field

from daemon.http.api.mam import Copy, copy_of
from daemon.http.inputs import Text, parameter
from daemon.http.pages.list_query import Number
from daemon.http.pages.rendering import SITE, Site, keeps_current
from domain.errors import BadInputError, CredentialsError, ShelfhookError
from domain.manual_search import ManualSearch
from domain.recording import Recording
from handlers.acquiring.gate import SWITCH
from handlers.acquiring.manual_searches import STEP, Asked, EditionsOf, Results

SIZE: Final = 25
"""Results on a page: each may have a cover, and MAM is asked for those that are seen."""

_ORDERS: Final[Mapping[str, tuple[str, Callable[[Recording], float]]]] = {
    "seeders": ("Most seeders", lambda one: -(one.seeders or 0)),
    "smallest": ("Smallest", lambda one: math.inf if one.size_bytes is None else one.size_bytes),
    "newest": ("Newest", lambda one: 0 if one.added is None else -one.added.timestamp()),
}
"""The orders beside the best match first, by their name in the address."""

_Order = Literal["seeders", "smallest", "newest"]
_FIELDS: Final = ("title", "author", "series", "narrator")
_MOST: Final = 10 * STEP
_Limit = Annotated[int, Field(ge=1, le=_MOST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What the address of the page asks for; `like` is a torrent whose editions are wanted."""

    words: Mapping[str, str]
    like: int | None
    limit: int
    page: int
    sort: str | None

    @classmethod
    def of(cls, request: web.Request) -> "Address":
        """What a request asks for.

        Raises:
            BadInputError: A parameter is wrong.
        """
        words = {name: (parameter(request, name, Text) or "").strip() for name in ("q", *_FIELDS)}
        return cls(
            words=words,
            like=parameter(request, "like", Number),
            limit=parameter(request, "limit", _Limit) or STEP,
            page=parameter(request, "page", Number) or 1,
            sort=parameter(request, "sort", _Order),
        )

    @property
    def asked(self) -> Asked | None:
        """The search; None for a form that is empty."""
        if self.like is not None:
            return EditionsOf(self.like)
        if not any(self.words.values()):
            return None
        author = (self.words["author"],) if self.words["author"] else ()
        others = {name: self.words[name] for name in _FIELDS if name != "author"}
        return ManualSearch(text=self.words["q"], author=author, **others)

    def parameters(self, **others: Any) -> dict[str, Any]:
        """The address's parameters with some changed; what is as usual is left out."""
        given = {
            **self.words,
            "like": self.like,
            "limit": self.limit,
            "page": self.page,
            "sort": self.sort,
            **others,
        }
        usual = {"limit": STEP, "page": 1}
        return {name: value for name, value in given.items() if value not in ("", None, usual.get(name))}


async def search(request: web.Request) -> web.Response:
    """The form, and the results of what it asks for."""
    site, address = request.app[SITE], Address.of(request)
    asked, manual = address.asked, site.api.acquisition.manual
    shown: dict[str, Any] = {"address": address, "results": None, "trouble": None}
    if asked is not None and keeps_current(request) and manual.kept(asked, limit=address.limit) is None:
        # An open page does not search by itself: it stays as it is.
        return web.Response(status=HTTPStatus.NO_CONTENT)
    try:
        if asked is not None:
            kept = manual.kept(asked, limit=address.limit) if keeps_current(request) else None
            shown |= await _found(site, address, kept or await manual(asked, limit=address.limit))
    except ShelfhookError as error:
        unset = site.api.parts.settings.mam_access is None
        refused = isinstance(error, CredentialsError) and not unset
        typed = error.problem if isinstance(error, BadInputError) else None
        says = f"what you typed {typed}" if typed else str(error)
        shown["trouble"] = {"says": says, "refused": refused, "unset": unset, "typed": typed}
    return site.page(request, "search.html", shown | await _acquisition(site))


async def _found(site: Site, address: Address, results: Results) -> dict[str, Any]:
    first = (address.page - 1) * SIZE
    order = None if address.sort is None else _ORDERS[address.sort][1]
    ordered = sorted(results.rows, key=lambda row: order(row.recording)) if order else results.rows
    rows = ordered[first : first + SIZE]
    held = await site.api.acquisition.manual.held(rows, results.stock)
    more = min(address.limit + STEP, _MOST)
    copies = [
        [copy_of(one, row.recording.torrent_id) for one in copies]
        for row, copies in zip(rows, held, strict=True)
    ]
    return {
        "results": results,
        "rows": [(row, _nearest(found)) for row, found in zip(rows, copies, strict=True)],
        "first": first + 1,
        "last_page": max(1, -(-len(results.rows) // SIZE)),
        "more": more if len(results.rows) >= address.limit < min(results.total, _MOST) else None,
        "step": STEP,
        "orders": {None: "Best match"} | {name: words for name, (words, _) in _ORDERS.items()},
    }


def _nearest(copies: list[Copy]) -> Copy | None:
    """The copy that says most: of the very torrent, else one in the library, else one that is surely of the book."""
    return min(copies, key=lambda one: (one.edition, not one.sure, one.item is None), default=None)


async def _acquisition(site: Site) -> dict[str, Any]:
    """Why nothing can be added now, and whether a person may resume."""
    gate = site.api.acquisition.gate
    paused = await site.api.parts.store.switches.why_off(SWITCH)
    return {
        "mode": gate.mode,
        "closed": await gate.closed(),
        "paused": paused if gate.mode != "off" else None,
    }
