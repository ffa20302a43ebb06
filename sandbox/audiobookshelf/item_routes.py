"""Items, one by one and in batches: facts/audiobookshelf.md 2.2, 2.6 and 3."""

from typing import Any

from aiohttp import web

from sandbox.audiobookshelf import wire
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.context import STATE, USER, allow, book_of, read
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.shapes import expanded, plain


def add(app: web.Application, base: str) -> None:
    """The paths of this file, below *base*."""
    items = f"{base}/api/items"
    app.router.add_post(f"{items}/batch/get", _batch_get)
    app.router.add_post(f"{items}/batch/update", _batch_update)
    app.router.add_post(f"{items}/batch/scan", _batch_scan)
    app.router.add_get(f"{items}/{{item_id}}", _item)
    app.router.add_patch(f"{items}/{{item_id}}/media", _patch)
    app.router.add_post(f"{items}/{{item_id}}/scan", _scan)


async def _item(request: web.Request) -> web.Response:
    book = book_of(request)
    read(book)
    return wire.answer(expanded(book) if request.query.get("expanded") == "1" else plain(book))


async def _patch(request: web.Request) -> web.Response:
    payload = await wire.parsed_object(request)
    book = book_of(request, update=True)
    if payload.get("url"):
        wire.refuse(400, "Failed to download image from url")
    changed = await request.app[STATE].write(book, payload, request[USER])
    return wire.answer({**({"updated": True} if changed else {}), "libraryItem": plain(book)})


async def _scan(request: web.Request) -> web.Response:
    book = book_of(request, admin=True)
    if book.is_file:
        wire.refuse(500)
    changed = await request.app[STATE].rescan_slowly(book)
    return wire.answer({"result": "UPDATED" if changed else "UPTODATE"})


async def _batch_get(request: web.Request) -> web.Response:
    books = await _named_books(request)
    # Not in the order of the request.
    return wire.answer({"libraryItems": [expanded(book) for book in sorted(books, key=lambda b: b.id)]})


async def _batch_scan(request: web.Request) -> web.Response:
    allow(request, admin=True)
    for book in await _named_books(request):
        if not book.is_file:
            await request.app[STATE].rescan_slowly(book)
    return wire.text(200)


async def _named_books(request: web.Request) -> list[Book]:
    ids = (await wire.parsed_object(request)).get("libraryItemIds")
    if not isinstance(ids, list) or not ids:
        wire.refuse(403, "Invalid payload")
    if any(isinstance(one, dict) for one in ids):
        raise ProcessExitError("an id is an object")
    known = request.app[STATE].database.books
    books = [known[one] for one in dict.fromkeys(ids) if one in known]
    for book in books:
        allow(request, book)
    read(*books)
    return books


async def _batch_update(request: web.Request) -> web.Response:
    entries = await wire.parsed(request)
    allow(request, update=True)
    if not isinstance(entries, list) or not entries:
        wire.refuse(400)
    if not all(isinstance(entry, dict) for entry in entries):
        raise ProcessExitError("an entry is no object")
    ids = [entry.get("id") for entry in entries]
    if len(set(map(str, ids))) < len(ids):
        wire.refuse(400)
    known = request.app[STATE].database.books
    if any(one not in known for one in ids):
        wire.refuse(404)
    for one in ids:
        allow(request, known[one])
    changed = [await _update(request, known[entry["id"]], entry) for entry in entries]
    return wire.answer({"success": True, "updates": sum(changed)})


async def _update(request: web.Request, book: Book, entry: dict[str, Any]) -> bool:
    payload = entry.get("mediaPayload")
    if payload is None:
        raise ProcessExitError("an entry without mediaPayload")
    return await request.app[STATE].write(book, payload if isinstance(payload, dict) else {}, request[USER])
