"""The server's socket: facts/audiobookshelf.md 4 and audiobookshelf_2.md 7."""

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.library import ShelfEvent
from sandbox.audiobookshelf.shapes import expanded
from sandbox.audiobookshelf.state import State
from sandbox.audiobookshelf.users import User

_LISTS: Final = frozenset({"items_added", "items_updated"})


class Sockets:
    """Everybody who is connected. A socket gets events once it has sent a user's token, and never an API key's.

    It needs the extra `events`.

    Args:
        state: What the server knows, and its users.
        app: Serves it.
        bases: The base paths below which it is served.
    """

    def __init__(self, state: State, app: web.Application, *bases: str) -> None:
        from socketio import AsyncServer

        self._state = state
        self._server: Any = AsyncServer(async_mode="aiohttp", ping_interval=25, ping_timeout=20)
        self._users: dict[str, User] = {}
        self._server.on("auth", self._authenticate)
        self._server.on("disconnect", lambda sid, *_: self._users.pop(sid, None))
        state.database.listeners.append(self._report)
        for base in bases:
            self._server.attach(app, socketio_path=f"{base}/socket.io".lstrip("/"))

    @property
    def authenticated(self) -> int:
        """How many sockets get events."""
        return len(self._users)

    async def hang_up(self) -> None:
        """End every connection."""
        for sid in list(self._users):
            await self._server.disconnect(sid)

    async def _authenticate(self, sid: str, token: object, *_: object) -> None:
        user = next((one for one in self._state.users if one.is_active and token == one.legacy_token), None)
        if user is None:
            await self._server.emit("auth_failed", {"message": "Invalid token"}, to=sid)
            return
        self._users[sid] = user
        await self._server.emit("init", {"userId": user.id, "username": user.name}, to=sid)

    def _report(self, event: ShelfEvent) -> None:
        books = [self._state.database.books[item_id] for item_id in event.item_ids]
        for sid, user in self._users.items():
            seen = [book for book in books if user.sees(book)]
            if seen:
                self._server.start_background_task(self._emit, event.name, seen, sid)

    async def _emit(self, name: str, books: Sequence[Book], sid: str) -> None:
        shown = [expanded(book) for book in books]
        await self._server.emit(name, shown if name in _LISTS else shown[0], to=sid)
