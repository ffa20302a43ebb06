"""The long lists, a page at a time."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from daemon.http.pages.wording import CYCLES
from daemon.http.pages.written import written
from daemon.parts import Parts
from domain.errors import BadInputError
from domain.facts import Status
from store.views.listing import Listing

ON_A_PAGE: Final = 25
_MOST_DIGITS: Final = 15

SHOWN: Final[Mapping[str, tuple[Status, ...]]] = {
    "waiting": (Status.PROPOSED, Status.NEEDS_PERSON),
    "under-way": (
        Status.APPROVED,
        Status.REFUSED,
        Status.ADDING,
        Status.QUEUED,
        Status.FINISHED,
        Status.WAITING_FOR_ITEM,
    ),
    "done": (Status.APPLIED,),
    "left": (Status.REJECTED, Status.GONE, Status.DISMISSED),
}
"""The choices above the list of downloads."""

OTHER_THAN_LISTED: Final = "other-than-listed"


async def downloads(parts: Parts, request: web.Request) -> dict[str, Any]:
    """A page of the downloads, of all or of some."""
    listing = Listing(parts.db)
    show, before = request.query.get("show"), before_of(request)
    if show == OTHER_THAN_LISTED:
        rows = await listing.other_than_listed(limit=ON_A_PAGE + 1, before=before)
    else:
        rows = await listing.downloads(limit=ON_A_PAGE + 1, before=before, statuses=SHOWN.get(show or "", ()))
    counts = await listing.status_counts()
    many = {name: sum(counts.get(status, 0) for status in some) for name, some in SHOWN.items()}
    return _page(rows, before) | {"show": show, "counts": many | {None: sum(counts.values())}}


async def runs(parts: Parts, request: web.Request) -> dict[str, Any]:
    """A page of the runs, of all cycles or of one."""
    kind = request.query.get("kind")
    rows = await Listing(parts.db).runs(
        limit=ON_A_PAGE + 1, before=before_of(request), kind=kind if kind in CYCLES else None
    )
    return _page(rows, before_of(request)) | {"kind": kind, "waits": await parts.run_steps.waiting()}


async def history(parts: Parts, request: web.Request) -> dict[str, Any]:
    """A page of what was written, with the books' titles, and whether it can be undone."""
    rows = await Listing(parts.db).changes(limit=ON_A_PAGE + 1, before=before_of(request))
    return _page(rows, before_of(request)) | await written(parts, rows)


def before_of(request: web.Request) -> int | None:
    """The number that the page ends before; None for the first page.

    Raises:
        BadInputError: It is no number.
    """
    given = request.query.get("before")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS):
        raise BadInputError("before", "must be a number")
    return int(given)


def _page(rows: list[Any], before: int | None) -> dict[str, Any]:
    shown = rows[:ON_A_PAGE]
    older = shown[-1].id if len(rows) > ON_A_PAGE else None
    return {"rows": shown, "older": older, "is_first": before is None}
