"""Covers over the API: facts/audiobookshelf_2.md 2."""

from http import HTTPStatus
from typing import Any

from aiohttp import web

from sandbox.audiobookshelf import wire
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.context import STATE, USER, book_of
from sandbox.audiobookshelf.covers import EXTENSIONS, Covers, head_is_image
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.library import Library
from sandbox.audiobookshelf.state import Write

_SUPPORTED = "Supported: png,jpg,jpeg,webp"


def add(app: web.Application, base: str) -> None:
    """The paths of this file, below *base*."""
    path = f"{base}/api/items/{{item_id}}/cover"
    app.router.add_get(path, _shown)
    app.router.add_post(path, _upload)
    app.router.add_patch(path, _choose)
    app.router.add_delete(path, _remove)


def is_open(request: web.Request) -> bool:
    """Whether it asks for a cover: those are shown to anybody, without a token."""
    return request.method == "GET" and request.path.endswith("/cover")


async def _shown(request: web.Request) -> web.Response:
    book, library, covers = _of(request, request.app[STATE].database.books.get(request.match_info["item_id"]))
    data = None if book.cover_path is None else covers.read(library, book.cover_path)
    if data is None:
        wire.refuse(404)
    if request.query.get("raw") != "1" and head_is_image(data) is None:
        wire.refuse(500)
    kind = head_is_image(data) or "jpg"
    return web.Response(body=data, content_type=f"image/{'jpeg' if kind == 'jpg' else kind}")


async def _upload(request: web.Request) -> web.Response:
    book, library, covers = _of(request, book_of(request, update=True))
    if not request[USER].upload:
        wire.refuse(403)
    if not request.content_type.startswith("multipart/"):
        return _from_address(await wire.parsed_object(request))
    parts = wire.files(request.headers["Content-Type"], await request.read(), "cover")
    if len(parts) > 1:
        raise ProcessExitError("two parts are called cover")
    if not parts:
        return _refused(400, "Invalid request no file or url")
    name, data = parts[0]
    extension = name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS:
        return _refused(400, f"Invalid image type .{extension} ({_SUPPORTED})")
    request.app[STATE].writes.append(Write(book.id, request[USER].name, {"cover": len(data)}))
    path = covers.upload(library, book, extension, data)
    return _changed(request, book, {"success": True, "cover": path})


def _from_address(body: dict[str, Any]) -> web.Response:
    """The server's own guard lets nothing through here: whatever a test serves is on this machine."""
    url = body.get("url")
    if url is None or url == "":
        return _refused(400, "Invalid request no file or url")
    if not isinstance(url, str):
        raise ProcessExitError("url is no string")
    return _refused(400, "Failed to download image from url")


async def _choose(request: web.Request) -> web.Response:
    book, library, covers = _of(request, book_of(request, update=True))
    path = (await wire.parsed_object(request)).get("cover")
    if not path:
        return _refused(400, "Invalid request no cover path")
    if not isinstance(path, str):
        raise ProcessExitError("a cover path is no string")
    if path.startswith("http"):
        return _refused(500, "Invalid cover path")
    data = covers.read(library, path)
    if data is None:
        is_folder = covers.on_disk(library, path).is_dir()
        return _refused(500, "Cover path is not a file" if is_folder else "Cover path does not exist")
    kind = head_is_image(data[:12])
    if kind not in EXTENSIONS:
        return _refused(500, "Invalid image" if kind is None else f"Invalid image type {kind} ({_SUPPORTED})")
    if path == book.cover_path:
        return wire.answer({"success": True, "cover": path})
    if not (covers.with_item and path.startswith(f"{book.path}/")):
        path = covers.upload(library, book, kind, data)
    book.cover_path = path
    return _changed(request, book, {"success": True, "cover": path})


async def _remove(request: web.Request) -> web.Response:
    book = book_of(request)
    if not request[USER].delete:
        wire.refuse(403)
    request.app[STATE].writes.append(Write(book.id, request[USER].name, {"cover": None}))
    if book.cover_path is not None:
        book.cover_path = None  # the file stays
        _changed(request, book, {})
    return wire.text(200)


def _of(request: web.Request, book: Book | None) -> tuple[Book, Library, Covers]:
    if book is None:
        wire.refuse(404)
    state = request.app[STATE]
    return book, state.database.libraries[book.library_id], state.scanner.covers


def _changed(request: web.Request, book: Book, body: dict[str, Any]) -> web.Response:
    database = request.app[STATE].database
    book.updated_at = max(database.now(), book.updated_at + 1)
    database.tell("item_updated", [book])
    return wire.answer(body)


def _refused(status: int, said: str) -> web.Response:
    return web.Response(status=HTTPStatus(status), text=said, content_type="text/html")
