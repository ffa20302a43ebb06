"""Libraries, their lists, searches and scans: facts/audiobookshelf.md 2.1, 2.4 to 2.6."""

from typing import Any

from aiohttp import web

from sandbox.audiobookshelf import listing, wire
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.context import STATE, USER, allow, library_of, read
from sandbox.audiobookshelf.library import Library
from sandbox.audiobookshelf.shapes import minified

_BAD_NUMBER = "Invalid request. {} must be a positive integer"


def add(app: web.Application, base: str) -> None:
    """The paths of this file, below *base*."""
    library = f"{base}/api/libraries/{{library_id}}"
    app.router.add_get(f"{base}/api/libraries", _libraries)
    app.router.add_get(library, _library)
    app.router.add_get(f"{library}/items", _items)
    app.router.add_get(f"{library}/search", _search)
    app.router.add_post(f"{library}/scan", _scan)
    app.router.add_get(f"{base}/api/tasks", _tasks)
    app.router.add_post(f"{base}/api/watcher/update", _watcher_update)


async def _libraries(request: web.Request) -> web.Response:
    libraries = request.app[STATE].database.libraries.values()
    seen = [one for one in libraries if request[USER].sees_library(one.id)]
    return wire.answer({"libraries": [one.shown(order) for order, one in enumerate(seen, 1)]})


async def _library(request: web.Request) -> web.Response:
    return wire.answer(library_of(request).shown(1))


def _visible(request: web.Request, library: Library) -> list[Book]:
    books = list(request.app[STATE].database.in_library(library.id))
    read(*books)
    return [book for book in books if request[USER].sees(book)]


async def _items(request: web.Request) -> web.Response:
    library = library_of(request)
    state = request.app[STATE]
    limit, page = _number(request, "limit"), _number(request, "page")
    filters = request.query.getall("filter", [])
    books = listing.filtered(_visible(request, library), filters, state.database.now())
    sort, desc = request.query.get("sort", ""), request.query.get("desc") == "1"
    books = listing.ordered(books, sort, desc=desc)
    shown = books[page * limit : (page + 1) * limit] if limit else books
    body: dict[str, Any] = {
        "results": [minified(book) for book in shown],
        "total": len(books),
        "limit": limit,
        "page": page,
        "sortBy": sort or None,
        "sortDesc": desc,
        "filterBy": filters[0] if filters else None,
        "mediaType": library.media_type,
        "minified": request.query.get("minified") == "1",
        "collapseseries": request.query.get("collapseseries") == "1",
        "include": request.query.get("include", ""),
        "offset": page * limit,
    }
    absent = {key for key in ("sortBy", "filterBy") if body[key] is None}
    if state.omit_total or state.scanning:
        absent.add("total")
    return wire.answer({key: value for key, value in body.items() if key not in absent})


def _number(request: web.Request, name: str) -> int:
    value = listing.number(request.query.get(name, ""))
    if value is None:
        wire.refuse(400, _BAD_NUMBER.format(name))
    return value


async def _search(request: web.Request) -> web.Response:
    library = library_of(request)
    query = request.query.get("q", "").strip()
    if not query:
        wire.refuse(400, "Invalid request. Query param 'q' is required")
    limit = listing.number(request.query.get("limit", "")) or 12
    return wire.answer(listing.search(_visible(request, library), query, limit))


async def _scan(request: web.Request) -> web.Response:
    allow(request, admin=True)
    library = library_of(request)
    request.app[STATE].start_scan(library)
    return wire.text(200)


async def _tasks(request: web.Request) -> web.Response:
    state = request.app[STATE]
    state.finish_scans()
    return wire.answer({"tasks": [task.shown() for task in state.tasks]})


async def _watcher_update(request: web.Request) -> web.Response:
    allow(request, admin=True)
    state = request.app[STATE]
    body = await wire.parsed_object(request)
    library = state.database.libraries.get(str(body.get("libraryId")))
    if library is None:
        wire.refuse(404)
    path = body.get("path")
    if not isinstance(path, str) or body.get("type") not in {"add", "unlink", "rename"}:
        wire.refuse(400)
    inside = path.startswith(f"{library.view}/") and not library.settings["disableWatcher"]
    rel = path.removeprefix(f"{library.view}/")
    if inside and not (library.folder / rel).is_dir():
        state.watcher.hint(library, rel)
    return wire.text(200)
