"""What a route finds in its request."""

from typing import Final

from aiohttp import web

from sandbox.audiobookshelf import wire
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.faults import ProcessExitError
from sandbox.audiobookshelf.library import Library
from sandbox.audiobookshelf.state import State
from sandbox.audiobookshelf.users import User

STATE: Final = web.AppKey("state", State)
USER: Final = web.RequestKey("user", User)


def library_of(request: web.Request) -> Library:
    """The library that the path names, when the user may see it."""
    library = request.app[STATE].database.libraries.get(request.match_info["library_id"])
    if library is None:
        raise wire.RefusedError(web.Response(status=404, text="Library not found", content_type="text/html"))
    if not request[USER].sees_library(library.id):
        wire.refuse(403)
    return library


def book_of(request: web.Request, *, update: bool = False, admin: bool = False) -> Book:
    """The item that the path names, when the user may do so much with it.

    An unknown id is said before a missing permission.
    """
    book = request.app[STATE].database.books.get(request.match_info["item_id"])
    if book is None:
        wire.refuse(404)
    allow(request, book, update=update, admin=admin)
    return book


def allow(
    request: web.Request, book: Book | None = None, *, update: bool = False, admin: bool = False
) -> None:
    """Refuse the request unless the user may do so much, with *book* if one is given."""
    user = request[USER]
    if (update and not user.update) or (admin and not user.is_admin):
        wire.refuse(403)
    if book is not None and not user.sees(book):
        wire.refuse(403)


def read(*books: Book) -> None:
    """Load the rows; a poisoned one ends the process."""
    if any(book.poisoned for book in books):
        raise ProcessExitError("a poisoned row was read")
