"""The long lists, a page at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from aiohttp import web

from daemon.http import wording
from daemon.http.api.situation import IN_PROGRESS
from daemon.http.api.transfers import Transfer
from daemon.http.pages.list_query import ListQuery, shown
from daemon.http.pages.rendering import SITE, Site
from daemon.http.wording import CYCLES
from daemon.parts import Parts
from daemon.words import field_words
from daemon.words.wording import SOURCES, named
from domain.facts import ChangeSource, ChangeStatus, ImportStatus, RunStatus, Status
from domain.lacking import BY_SLUG
from domain.mentions import Means, Mention
from domain.policy import FieldName
from store.changes import Change
from store.downloads import Download
from store.views.imported import IMPORT_ORDERS
from store.views.pages import (
    BOOK_ORDERS,
    CHANGE_ORDERS,
    DOWNLOAD_ORDERS,
    LEFT_ORDERS,
    RUN_ORDERS,
    About,
    Order,
)
from store.views.paging import Slice
from store.views.subjects import Subject
from store.views.unfinished import UNDER_WAY

SHOWN: Final[Mapping[str, tuple[Status, ...]]] = {
    "waiting": (Status.PROPOSED, Status.NEEDS_PERSON),
    "under-way": IN_PROGRESS,
    "done": (Status.APPLIED,),
    "left": (Status.REJECTED, Status.GONE, Status.DISMISSED),
}
"""The choices above the list of downloads."""


def _orders(first: Order, orders: Mapping[Order, Any]) -> tuple[Order, ...]:
    return first, *(order for order in orders if order is not first)


_OF_DOWNLOADS: Final = _orders(Order.NEWEST, DOWNLOAD_ORDERS)
_OF_LEFT: Final = _orders(Order.NEWEST, LEFT_ORDERS)
_OF_BOOKS: Final = _orders(Order.TITLE, BOOK_ORDERS)
_OF_CHANGES: Final = _orders(Order.NEWEST, CHANGE_ORDERS)
_OF_IMPORTS: Final = _orders(Order.NEWEST, IMPORT_ORDERS)
_OF_RUNS: Final = _orders(Order.NEWEST, RUN_ORDERS)

LEFT_ALONE: Final = "left-alone"
_LAST: Final = Slice(0, 3)
OTHER_THAN_LISTED: Final = "other-than-listed"


async def downloads(request: web.Request) -> web.Response:
    """A page of the downloads, of all or of some."""
    site, query = request.app[SITE], ListQuery.of(request, "show", orders=_OF_DOWNLOADS)
    views, show = site.api.parts.store.views, query.filters.get("show")
    chosen = {"show": show, "filters": {"show": show}} | await _chips(site)
    if show == LEFT_ALONE:
        return await _left_alone(site, request, chosen)
    found = await views.pages.downloads(
        query.part,
        text=query.text,
        statuses=SHOWN.get(show or "", ()),
        wrong_length=show == OTHER_THAN_LISTED,
        order=query.order,
    )
    chosen["transfers"] = await transfers_of(site, found.rows)
    # Among all, those that came last: most of them are no books at all.
    apart = await views.pages.left_alone(_LAST, text=query.text) if show is None and query.page == 1 else None
    return site.page(request, "downloads.html", shown(query, found) | chosen | {"apart": apart})


async def _chips(site: Site) -> dict[str, Any]:
    """How many downloads there are of each choice."""
    views = site.api.parts.store.views
    counts = await views.listing.status_counts()
    many = {name: sum(counts.get(status, 0) for status in some) for name, some in SHOWN.items()}
    left = await views.pages.left_alone_count()
    return {"counts": many | {None: sum(counts.values()), LEFT_ALONE: left}}


async def _left_alone(site: Site, request: web.Request, chosen: dict[str, Any]) -> web.Response:
    """A page of the finished torrents that are left alone."""
    query = ListQuery.of(request, "show", orders=_OF_LEFT)
    found = await site.api.parts.store.views.pages.left_alone(query.part, text=query.text, order=query.order)
    return site.page(request, "left_alone.html", shown(query, found) | chosen)


async def transfers_of(site: Site, rows: Iterable[Download]) -> Mapping[int, Transfer]:
    """How far these downloads are in the torrent client, which is asked only for what can be there."""
    return await site.api.transfers() if any(one.status in UNDER_WAY for one in rows) else {}


async def books(request: web.Request) -> web.Response:
    """A page of the library's books, of all or of those that lack something."""
    site, query = request.app[SITE], ListQuery.of(request, "lacks", "show", orders=_OF_BOOKS)
    lacks, about = BY_SLUG.get(query.filters.get("lacks", "")), query.filters.get("show")
    found = await site.api.parts.store.views.pages.books(
        query.part,
        text=query.text,
        lacks=lacks,
        about=About(about) if about in set(About) else None,
        order=query.order,
    )
    lacking = {slug: f"Without {field_words.in_a_sentence(slug)}" for slug in BY_SLUG}
    filters = {"lacks": {"": "Whatever they lack"} | lacking, "show": {"": "All books"} | dict(wording.ABOUT)}
    mentions = {book.item_id: Mention(Means.ITEM, book.item_id) for book in found.rows}
    subjects = await site.api.parts.store.views.subjects.by(mentions)
    return site.page(request, "books.html", shown(query, found) | {"filters": filters, "subjects": subjects})


async def imports(request: web.Request) -> web.Response:
    """A page of the imports, of all or of one status, and what became of them since."""
    site, query = request.app[SITE], ListQuery.of(request, "show", orders=_OF_IMPORTS)
    imported, show = site.api.parts.store.views.imported, query.filters.get("show")
    status = ImportStatus(show) if show in set(ImportStatus) else None
    found = await imported.page(query.part, text=query.text, status=status, order=query.order)
    counts = await imported.counts()
    chosen = {
        "show": status,
        "counts": counts,
        "total_of_all": sum(counts.values()),
        "filters": {"show": show},
    }
    where = await site.api.imported.whereabouts(found.rows)
    mentions = {one.id: Mention(Means.DOWNLOAD, str(one.download_id)) for one in found.rows}
    subjects = await site.api.parts.store.views.subjects.by(mentions)
    return site.page(
        request, "imports.html", shown(query, found) | chosen | {"where": where, "subjects": subjects}
    )


async def runs(request: web.Request) -> web.Response:
    """A page of the runs, of all cycles or of one."""
    site, query = request.app[SITE], ListQuery.of(request, "kind", "status", orders=_OF_RUNS)
    parts, kind, status = site.api.parts, query.filters.get("kind"), query.filters.get("status")
    found = await parts.store.views.pages.runs(
        query.part,
        kind=kind if kind in CYCLES else None,
        status=RunStatus(status) if status in set(RunStatus) else None,
        order=query.order,
    )
    results = {"": "Any result"} | {one.value: named(one).capitalize() for one in RunStatus}
    chosen = {"kind": kind, "filters": {"kind": kind, "status": results}}
    waits = await parts.store.run_steps.waiting()
    return site.page(request, "runs.html", shown(query, found) | chosen | {"waits": waits})


async def history(request: web.Request) -> web.Response:
    """A page of changes, with the books' titles, and whether each can be undone."""
    site, query = request.app[SITE], ListQuery.of(request, "field", "source", orders=_OF_CHANGES)
    parts, source = site.api.parts, query.filters.get("source")
    found = await parts.store.views.pages.changes(
        query.part,
        text=query.text,
        field=query.filters.get("field"),
        source=ChangeSource(source) if source in set(ChangeSource) else None,
        order=query.order,
    )
    fields = {"": "All fields"} | {one.value: field_words.field(one) for one in FieldName}
    sources = {"": "From anywhere"} | {one.value: f"From {SOURCES[one]}" for one in ChangeSource}
    chosen = {"filters": {"field": fields, "source": sources}}
    return site.page(request, "history.html", shown(query, found) | chosen | await written(parts, found.rows))


async def written(parts: Parts, changes: Sequence[Change]) -> dict[str, Any]:
    """The items' titles by id; by change its book, and whether it is ``open`` to an undoing, ``undone`` already or None.

    Only the newest change of a field can be undone; a change that was followed by another is neither.
    """
    item_ids = {change.item_id for change in changes}
    titles = await parts.store.books.titles(item_ids)
    newest = await parts.store.changes.newest(item_ids)
    known = await parts.store.views.subjects.by({one.id: _changed(one) for one in changes})
    return {
        "titles": titles,
        "undoing": {one.id: _undoing(one, newest.get(one.item_id, {}).get(one.field)) for one in changes},
        "changed": {one.id: _book(one, titles, known.get(one.id)) for one in changes},
    }


def _undoing(change: Change, last: Change | None) -> str | None:
    if last is None:
        return None
    if last.undoes == change.id:
        return "undone"
    return "open" if last.id == change.id and change.status is ChangeStatus.WRITTEN else None


def _book(change: Change, titles: Mapping[str, str], known: Subject | None) -> Subject:
    """The item that a change was written to, and the torrent that it was written for."""
    item_id = change.item_id if change.item_id in titles else None
    known = known or Subject(None, change.download_id)
    return replace(known, title=titles.get(change.item_id), item_id=item_id)


def _changed(change: Change) -> Mention:
    """What it changed: the book of a torrent, where it was written for one."""
    if change.download_id is not None:
        return Mention(Means.DOWNLOAD, str(change.download_id))
    return Mention(Means.ITEM, change.item_id)
