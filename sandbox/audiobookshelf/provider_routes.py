"""Metadata providers, and the searches that ask them: facts/audiobookshelf.md 8 and facts/audiobookshelf_2.md 6."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.audiobookshelf import sources, wire
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.context import STATE, allow, book_of
from sandbox.audiobookshelf.custom_provider import CustomProvider
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.shapes import author_name, expanded


def add(app: web.Application, base: str) -> None:
    """The paths of this file, below *base*."""
    providers = f"{base}/api/custom-metadata-providers"
    app.router.add_get(providers, _all)
    app.router.add_post(providers, _create)
    app.router.add_delete(f"{providers}/{{provider_id}}", _remove)
    app.router.add_get(f"{base}/api/search/books", _search)
    app.router.add_post(f"{base}/api/items/{{item_id}}/match", _match)


async def _all(request: web.Request) -> web.Response:
    allow(request, admin=True)
    return wire.answer({"providers": [one.shown() for one in request.app[STATE].providers]})


async def _create(request: web.Request) -> web.Response:
    allow(request, admin=True)
    body = await wire.parsed_object(request)
    if not all(isinstance(body.get(name), str) and body[name] for name in ("name", "url", "mediaType")):
        wire.refuse(400, "Invalid request body")
    provider = CustomProvider(name=body["name"], url=body["url"], header=body.get("authHeaderValue"))
    request.app[STATE].providers.append(provider)
    return wire.answer({"provider": provider.shown()})


async def _remove(request: web.Request) -> web.Response:
    allow(request, admin=True)
    providers = request.app[STATE].providers
    found = [one for one in providers if one.id == request.match_info["provider_id"]]
    if not found:
        wire.refuse(404)
    providers.remove(found[0])
    return wire.text(200)


async def _search(request: web.Request) -> web.Response:
    asked = sources.parameters(request)
    state = request.app[STATE]
    state.sources.searches.append(asked)
    book = _searched_for(request, asked.get("id"))
    slug, title, author = (asked.get(name, "") for name in ("provider", "title", "author"))
    provider = _named(request, slug)
    if provider is not None:
        return wire.answer(await provider.search(title, author))
    found = state.sources.search(slug, title, author)
    if book is not None and slug.startswith("audible"):
        found = sources.compared(found, book)
    return wire.answer(found)


def _searched_for(request: web.Request, item_id: str | None) -> Book | None:
    """The item that the hits are compared with."""
    book = None if item_id is None else request.app[STATE].database.books.get(item_id)
    if item_id is not None and book is None:
        body = {"error": f'library item "{item_id}" not found'}
        raise wire.RefusedError(web.json_response(body, status=404))
    return book


async def _match(request: web.Request) -> web.Response:
    """Quick match: the first answer is taken as it is, and fills only what is empty."""
    body = await wire.parsed_object(request)
    book = book_of(request, update=True)
    provider = _named(request, body.get("provider"))
    if provider is None and request.app[STATE].sources.trouble is sources.Trouble.NONSENSE:
        raise ProcessExitError  # facts/audiobookshelf_2.md 6
    found = [] if provider is None else await provider.search(book.title or "", author_name(book), book.isbn)
    if not found:
        return wire.answer({"warning": f"No {body.get('provider')} match found"})
    payload = {"metadata": _details(book, found[0], override=bool(body.get("overrideDetails")))}
    changed = request.app[STATE].apply(book, payload)
    return wire.answer({"updated": changed, "libraryItem": expanded(book)})


def _named(request: web.Request, slug: Any) -> CustomProvider | None:
    named = (one for one in request.app[STATE].providers if f"custom-{one.id}" == slug)
    return next(named, None)


def _details(book: Book, match: Mapping[str, Any], *, override: bool) -> dict[str, Any]:
    names = [one.strip() for one in str(match.get("narrator", "")).split(",") if one.strip()]
    series = [
        {"name": one.get("series"), "sequence": one.get("sequence") or None}
        for one in match.get("series", [])
    ]
    offered: dict[str, tuple[Any, Any]] = {
        "narrators": (names, book.narrators),
        "series": (series, book.series),
        "publisher": (match.get("publisher"), book.publisher),
        "publishedYear": (match.get("publishedYear"), book.published_year),
        "description": (match.get("description"), book.description),
        "language": (match.get("language"), book.language),
        "isbn": (match.get("isbn"), book.isbn),
        "asin": (match.get("asin"), book.asin),
    }
    return {name: new for name, (new, old) in offered.items() if new and (override or not old)}
