"""The stand-in itself."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from aiohttp.typedefs import Handler

from domain.clock import Clock
from sandbox.audiobookshelf import synthetic, wire
from sandbox.audiobookshelf.book import TEXT_FIELDS, Book, new_id
from sandbox.audiobookshelf.context import STATE
from sandbox.audiobookshelf.covers import Covers
from sandbox.audiobookshelf.faults import Fault, ProcessExitError
from sandbox.audiobookshelf.library import Database, Library, ShelfEvent
from sandbox.audiobookshelf.routes import BASE_PATH, add_routes, authenticate
from sandbox.audiobookshelf.scanning import Outcome, Scanner
from sandbox.audiobookshelf.sockets import Sockets
from sandbox.audiobookshelf.sources import Sources
from sandbox.audiobookshelf.state import State, Write
from sandbox.audiobookshelf.users import User
from sandbox.audiobookshelf.watcher import Watcher
from sandbox.server import LoopbackServer, Site

_LOOKS_EVERY: Final = timedelta(seconds=1)
_LARGEST_BODY: Final = 64 * 1024 * 1024
_THEIRS: Final = {ours: theirs for theirs, ours in TEXT_FIELDS.items()}


class SandboxAudiobookshelf(LoopbackServer):
    """An Audiobookshelf with one library of books over a real folder.

    Nothing is scanned by itself: call `scan_library`, or let `run_watcher` see files appear. A payload that
    would end the real server's process does so here: connections break and are refused until `revive`.

    Args:
        clock: Times the watcher and stamps the items.
        folder: The library's files.
        view: The same folder as the server reports it, as in a container; the folder's own path by default.
        port: 0 takes a free one.
        sockets: Whether its socket is served, too.
    """

    def __init__(
        self, *, clock: Clock, folder: Path, view: str | None = None, port: int = 0, sockets: bool = False
    ) -> None:
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[self._meet_trouble, authenticate])
        super().__init__(app, port=port)
        scanner = Scanner(Database(clock))
        self.clock = clock
        self.state = State(scanner.database, scanner, Watcher(scanner))
        self.admin = User(name="root", type="root", update=True, upload=True, delete=True)
        self.editor = User(name="shelfhook", update=True)
        self.reader = User(name="reader")
        self.state.users += [self.admin, self.editor, self.reader]
        self._gone = False
        self.library = self.add_library("Audiobooks", folder, view=view)
        app[STATE] = self.state
        app.on_response_prepare.append(wire.without_content_type)
        add_routes(app)
        self.sockets = Sockets(self.state, app, "", BASE_PATH) if sockets else None

    @property
    def token(self) -> str:
        """The administrator's API key; `editor.token` and `reader.token` may do less."""
        return self.admin.token

    @property
    def writes(self) -> list[Write]:
        """Every write that came over the API, in order."""
        return self.state.writes

    @property
    def sources(self) -> Sources:
        """What its searches for books find."""
        return self.state.sources

    @property
    def covers(self) -> Covers:
        """The files of covers, and the settings about them."""
        return self.state.scanner.covers

    @property
    def events(self) -> list[ShelfEvent]:
        """What its sockets would have sent."""
        return self.state.database.events

    async def start(self) -> None:
        """Listen; files that are there by now are none of the watcher's business."""
        self._gone = False
        await super().start()
        self.state.watcher.restart()

    def add_library(
        self, name: str, folder: Path, *, view: str | None = None, media_type: str = "book"
    ) -> Library:
        """One more library."""
        library = Library(
            name=name,
            folder=folder,
            view=view or folder.as_posix(),
            created_at=self.state.database.now(),
            media_type=media_type,
        )
        self.state.database.libraries[library.id] = library
        return library

    def add_synthetic(self, number: int, *, library: Library | None = None) -> list[Book]:
        """Put *number* books without files straight into the database."""
        return synthetic.add_books(self.state.database, library or self.library, number)

    def scan_library(self, library: Library | None = None) -> Outcome:
        """A full scan, to its end."""
        return self.state.scan(library or self.library)

    def look_at_disk(self) -> None:
        """One look of the watcher, at the clock's time."""
        self.state.watcher.look()

    async def run_watcher(self) -> None:
        """Check the disk each second of the clock, for ever."""
        while True:
            self.look_at_disk()
            await self.clock.sleep(_LOOKS_EVERY)

    def items(self) -> list[Book]:
        """All items of all libraries."""
        return list(self.state.database.books.values())

    def item(self, title_or_id: str) -> Book:
        """The item with this id, else the only one with this title; KeyError when there is none."""
        if book := self.state.database.books.get(title_or_id):
            return book
        found = [book for book in self.items() if book.title == title_or_id]
        if len(found) != 1:
            raise KeyError(f"{len(found)} items are called {title_or_id!r}")
        return found[0]

    def edit(self, title_or_id: str, **fields: Any) -> None:
        """A person's edit in the web interface, with the fields' names as `Book` has them.

        ``authors`` are names; ``series`` are names or pairs of name and sequence.
        """
        tags: Any = fields.pop("tags", None)
        payload: dict[str, Any] = {
            "metadata": {_THEIRS.get(key, key): value for key, value in fields.items()}
        }
        if "authors" in fields:
            payload["metadata"]["authors"] = [{"name": name} for name in fields["authors"]]
        if "series" in fields:
            payload["metadata"]["series"] = [_series(one) for one in fields["series"]]
        self.state.apply(self.item(title_or_id), payload if tags is None else {**payload, "tags": tags})

    def rescan(self, title_or_id: str) -> bool:
        """Scan one item; whether it changed."""
        return self.state.rescan(self.item(title_or_id))

    def forget(self, title_or_id: str) -> None:
        """Delete the item from the database as a person may; the next scan finds it under a new id."""
        del self.state.database.books[self.item(title_or_id).id]

    def give_new_id(self, title_or_id: str) -> str:
        """Let the item have another id from now on, as after a copy and a delete."""
        book = self.item(title_or_id)
        del self.state.database.books[book.id]
        book.id = new_id()
        self.state.database.books[book.id] = book
        return book.id

    def age(self, title_or_id: str, by: timedelta) -> None:
        """Let the item have been added and changed earlier by so much."""
        book = self.item(title_or_id)
        earlier = by // timedelta(milliseconds=1)
        book.added_at -= earlier
        book.updated_at -= earlier

    def fail_next(self, fault: Fault, *, times: int = 1, on: str = "") -> None:
        """Let *fault* meet the next *times* requests whose ``METHOD /path`` contains *on*."""
        self.state.orders.add(fault, times=times, on=on)

    @property
    def exited(self) -> bool:
        """Whether the process is gone, until `revive`."""
        return self._gone

    @property
    def crashes(self) -> int:
        """How often the process has ended."""
        return self.state.exits

    async def revive(self) -> None:
        """Start the process again on the same port."""
        if self.exited and self._runner is not None:
            self._gone = False
            await Site(self._runner, port=self._port).start()
            self.state.watcher.restart()

    @web.middleware
    async def _meet_trouble(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.down or self.exited:
            return wire.dropped(request)
        fault = self.state.orders.take(f"{request.method} {request.path}")
        if fault is None:
            return await self._serve(request, handler)
        if fault.slow:
            await self.clock.sleep(fault.slow)
        if fault.status is not None:
            response = wire.page(fault.status)
            if fault.retry_after is not None:
                response.headers["Retry-After"] = fault.retry_after
            return response
        if fault.drop == "before":
            return wire.dropped(request)
        served = await self._serve(request, handler)
        return wire.dropped(request) if fault.drop == "after" else served

    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        began = (
            self.crashes
        )  # what began before an exit is gone with it, also once the process is started again
        try:
            answer = await handler(request)
        except ProcessExitError:
            if self.crashes == began:
                await self._exit()
            return wire.dropped(request)
        return answer if self.crashes == began else wire.dropped(request)

    async def _exit(self) -> None:
        if self._runner is None:
            return
        self._gone = True
        self.state.exits += 1
        sites: Sequence[web.BaseSite] = list(self._runner.sites)
        for site in sites:
            await site.stop()
        if self._runner.server is not None:
            for connection in list(self._runner.server.connections):
                connection.force_close()


def _series(one: str | tuple[str, str | None]) -> dict[str, str | None]:
    name, sequence = (one, None) if isinstance(one, str) else one
    return {"name": name, "sequence": sequence}
