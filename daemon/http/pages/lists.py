"""The long lists, a page at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from daemon.http.api.situation import IN_PROGRESS
from daemon.http.pages.rendering import SITE
from daemon.http.wording import CYCLES
from daemon.parts import Parts
from domain.errors import BadInputError
from domain.facts import ChangeStatus, Status
from store.changes import Change

ON_A_PAGE: Final = 25
_MOST_DIGITS: Final = 15

SHOWN: Final[Mapping[str, tuple[Status, ...]]] = {
    "waiting": (Status.PROPOSED, Status.NEEDS_PERSON),
    "under-way": IN_PROGRESS,
    "done": (Status.APPLIED,),
    "left": (Status.REJECTED, Status.GONE, Status.DISMISSED),
}
"""The choices above the list of downloads."""

OTHER_THAN_LISTED: Final = "other-than-listed"


async def downloads(request: web.Request) -> web.Response:
    """A page of the downloads, of all or of some."""
    site = request.app[SITE]
    listing = site.api.parts.store.views.listing
    show, before = request.query.get("show"), before_of(request)
    if show == OTHER_THAN_LISTED:
        rows = await listing.other_than_listed(limit=ON_A_PAGE + 1, before=before)
    else:
        rows = await listing.downloads(limit=ON_A_PAGE + 1, before=before, statuses=SHOWN.get(show or "", ()))
    counts = await listing.status_counts()
    many = {name: sum(counts.get(status, 0) for status in some) for name, some in SHOWN.items()}
    shown = {"show": show, "counts": many | {None: sum(counts.values())}}
    return site.page(request, "downloads.html", _page(rows, before) | shown)


async def runs(request: web.Request) -> web.Response:
    """A page of the runs, of all cycles or of one."""
    site, kind, before = request.app[SITE], request.query.get("kind"), before_of(request)
    parts = site.api.parts
    rows = await parts.store.views.listing.runs(
        limit=ON_A_PAGE + 1, before=before, kind=kind if kind in CYCLES else None
    )
    shown = {"kind": kind, "waits": await parts.store.run_steps.waiting()}
    return site.page(request, "runs.html", _page(rows, before) | shown)


async def history(request: web.Request) -> web.Response:
    """A page of changes, with the books' titles, and whether each can be undone."""
    site, before = request.app[SITE], before_of(request)
    parts = site.api.parts
    rows = await parts.store.views.listing.changes(limit=ON_A_PAGE + 1, before=before)
    return site.page(request, "history.html", _page(rows, before) | await written(parts, rows))


async def written(parts: Parts, changes: Sequence[Change]) -> dict[str, Any]:
    """The items' titles by id, and by change whether it is ``open`` to an undoing or ``undone`` already.

    Only the newest change of a field can be undone; a change that was followed by another is neither.
    """
    item_ids = {change.item_id for change in changes}
    books = await parts.store.books.by_ids(item_ids)
    newest = await parts.store.changes.newest(item_ids)
    undoing: dict[int, str] = {}
    for change in changes:
        last = newest.get(change.item_id, {}).get(change.field)
        if last is None:
            continue
        if last.undoes == change.id:
            undoing[change.id] = "undone"
        elif last.id == change.id and change.status is ChangeStatus.WRITTEN:
            undoing[change.id] = "open"
    return {"titles": {one.item_id: one.title or one.rel_path for one in books}, "undoing": undoing}


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
