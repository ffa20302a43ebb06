"""Chapters set by a person, and searched for at their source: facts/audiobookshelf_2.md 3."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from sandbox.audiobookshelf import wire
from sandbox.audiobookshelf.context import STATE, USER, book_of
from sandbox.audiobookshelf.faults import ProcessExitError

_ASIN_LENGTH: Final = 10
_NOT_FOUND: Final = {"error": "Chapters not found", "stringKey": "MessageChaptersNotFound"}
_INVALID: Final = {"error": "Invalid ASIN", "stringKey": "MessageInvalidAsin"}


def add(app: web.Application, base: str) -> None:
    """The paths of this file, below *base*."""
    app.router.add_post(f"{base}/api/items/{{item_id}}/chapters", _set)
    app.router.add_get(f"{base}/api/search/chapters", _search)


async def _set(request: web.Request) -> web.Response:
    payload = await wire.parsed_object(request)
    book = book_of(request, update=True)
    if book.is_missing or not book.tracks:
        wire.refuse(500)
    chapters = payload.get("chapters")
    if not isinstance(chapters, list):
        wire.refuse(400)
    if None in chapters:
        raise ProcessExitError("a chapter is null")
    if not all(map(_is_chapter, chapters)):
        wire.refuse(400)
    numbered = _numbered(chapters, len(book.chapters))
    changed = request.app[STATE].set_chapters(book, numbered, payload, request[USER])
    return wire.answer({"success": True, "updated": changed})


def _is_chapter(one: Any) -> bool:
    """All that is checked: neither order, gaps and overlaps nor the book's length."""
    return isinstance(one, Mapping) and bool(
        isinstance(one.get("title"), str)
        and one["title"]
        and all(type(one.get(key)) in (int, float) for key in ("start", "end"))
    )


def _numbered(chapters: Sequence[Mapping[str, Any]], before: int) -> list[dict[str, Any]]:
    """As they are kept: numbered again where there are more or fewer than before."""
    return [
        {
            "id": index if len(chapters) != before else one.get("id", index),
            "start": one["start"],
            "end": one["end"],
            "title": one["title"],
        }
        for index, one in enumerate(chapters)
    ]


async def _search(request: web.Request) -> web.Response:
    state = request.app[STATE]
    asin = request.query.get("asin", "")
    if not (len(asin) == _ASIN_LENGTH and asin.isascii() and asin.isalnum()):
        return wire.answer(_INVALID)
    source = state.chapter_source
    source.searches.append((asin.upper(), request.query.get("region", "us").lower()))
    await state.database.clock.sleep(source.takes)
    return wire.answer(source.answers.get(asin.upper(), _NOT_FOUND))
