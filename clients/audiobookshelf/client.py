"""The calls to Audiobookshelf."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

from pydantic import ValidationError

from clients._http import Answer
from clients.audiobookshelf import item_reading, reading, values
from clients.audiobookshelf.answers import misplaced, note_rights
from clients.audiobookshelf.change import ItemChange, rewriting
from clients.audiobookshelf.items import Busy, Library, LibraryItem, ListedItem, Me, Page, ServerStatus
from clients.audiobookshelf.marks import chapters_body
from clients.audiobookshelf.server import Server
from domain.chapters import Chapter
from domain.errors import NotFoundError, ShelfhookError, UnavailableError
from domain.together import Together

T = TypeVar("T")

# Measured sizes: larger ones block the server for longer (facts/audiobookshelf.md 2.7).
PAGE_SIZE: Final = 500
GET_AT_ONCE: Final = 100
UPDATE_AT_ONCE: Final = 50


class Audiobookshelf:
    """The libraries and items of a server.

    Every call raises `UnavailableError` when the server does not answer (also 502, 503 and 504),
    `TransientError` on 500 and 429, `CredentialsError` when the key is refused, `NeedsPersonError` when the
    key's user lacks a permission, `NotFoundError` for what is not there, and `UnexpectedAnswerError` for
    anything else that is not its contract.

    Args:
        server: Asked, and written to.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._items_together = Together(self._at_once)
        self._tasks_together = Together(self._tasks)

    @property
    def is_shut(self) -> bool:
        """Whether calls fail at once but for one at a time, which finds out whether the server is back."""
        return self._server.http.dependency.breaker.is_shut

    @property
    def is_writing(self) -> bool:
        """Whether a write of this process is in flight."""
        return self._server.writes.number > 0

    async def status(self) -> ServerStatus:
        """Who answers at the address; needs no key and sends none."""
        answer = await self._server.get("/status", needs="nothing")
        status = reading.read_status(self._server.object_of(answer))
        if status is None:
            raise misplaced(self._server.http, answer, "is not Audiobookshelf")
        return status

    async def me(self) -> Me:
        """The key's user and its permissions."""
        answer = await self._server.get("/api/me")
        return note_rights(self._server.http, answer, reading.read_me(self._server.object_of(answer)))

    async def libraries(self) -> tuple[Library, ...]:
        """The libraries of books that the user may see; podcasts are left out."""
        answer = await self._server.get("/api/libraries")
        return reading.read_libraries(self._server.list_of(answer, "libraries"))

    async def page(
        self, library_id: str, number: int, *, limit: int = PAGE_SIZE, newest_first: bool = False
    ) -> tuple[Page[ListedItem], bool]:
        """One page of all items by the time when they were added, and whether it is the last.

        The last is the first short one, as the total can be missing from an answer. An item that is
        removed meanwhile may let another one slip through: a listing proves presence, not absence.

        Args:
            library_id: The library's.
            number: Counted from 0.
            limit: Items on a full page.
            newest_first: Whether it begins with those added last.
        """
        items, length = await self._listing(library_id, page=number, limit=limit, desc=newest_first)
        return items, length < limit

    async def items(self, item_ids: Iterable[str]) -> Page[LibraryItem]:
        """These items in full, in no order; ids that are not known (any more) are left out."""
        found: list[LibraryItem] = []
        skipped = 0
        ids = iter(dict.fromkeys(item_ids))
        while some := list(islice(ids, GET_AT_ONCE)):
            answer = await self._server.ask("/api/items/batch/get", {"libraryItemIds": some})
            page = self._page(answer, "libraryItems", item_reading.read_items)
            found += page.items
            skipped += page.skipped
        return Page(items=tuple(found), skipped=skipped)

    async def item(self, item_id: str) -> LibraryItem | None:
        """The item in full; None when there is none with this id. Callers at the same time share a request."""
        return await self._items_together(item_id)

    async def _item(self, item_id: str) -> LibraryItem | None:
        try:
            answer = await self._server.get(f"/api/items/{values.segment(item_id)}", {"expanded": "1"})
        except NotFoundError:
            return None
        try:
            return item_reading.read_item_in(answer.body)
        except ValidationError:
            raw = self._server.object_of(answer)  # is not JSON, or has text that only Python reads
        try:
            return item_reading.read_item(raw)
        except item_reading.OddItemError as error:
            raise misplaced(self._server.http, answer, f"gives the item no {error}") from error

    async def _at_once(self, item_ids: Sequence[str]) -> Sequence[LibraryItem | Exception | None]:
        """A batch is all or nothing (facts/audiobookshelf.md 1 and 2.6): what it leaves open is asked alone."""
        try:
            found = {one.id: one for one in (await self.items(item_ids)).items} if len(item_ids) > 1 else {}
        except UnavailableError:
            raise  # everybody's, where any other trouble is one item's
        except ShelfhookError:
            found = {}
        return [found.get(item_id) or await self._outcome(item_id) for item_id in item_ids]

    async def _outcome(self, item_id: str) -> LibraryItem | Exception | None:
        try:
            return await self._item(item_id)
        except UnavailableError:
            raise
        except ShelfhookError as error:
            return error

    async def search(self, library_id: str, text: str, *, limit: int = 12) -> Page[LibraryItem]:
        """Books whose title, subtitle, ASIN or ISBN contains *text*; not those by author or path."""
        if not text.strip():
            return Page(items=())
        answer = await self._server.get(
            f"/api/libraries/{values.segment(library_id)}/search", {"q": text, "limit": str(limit)}
        )
        hits = self._server.list_of(answer, "book")
        return item_reading.items_of([values.mapping(hit).get("libraryItem") for hit in hits])

    async def update(self, item_id: str, change: ItemChange) -> None:
        """Send *change*; an empty one is not sent.

        Read the item to learn what it holds now; after `UnavailableError` it may hold a half of the change.
        """
        if not change.is_empty:
            path = f"/api/items/{values.segment(item_id)}/media"
            self._server.object_of(
                await self._server.write("PATCH", path, change.media_payload(), needs="update")
            )

    async def update_many(self, changes: Mapping[str, ItemChange]) -> None:
        """Send the changes of several items, by id, at most 50 in one request; empty ones are not sent.

        An id that is not known refuses its whole request. After any error some of the changes may be
        applied: read the items to learn which.
        """
        entries = iter(
            [
                {"id": item_id, "mediaPayload": change.media_payload()}
                for item_id, change in changes.items()
                if not change.is_empty
            ]
        )
        while some := list(islice(entries, UPDATE_AT_ONCE)):
            self._server.object_of(
                await self._server.write("POST", "/api/items/batch/update", some, needs="update")
            )

    async def store_again(self, item: LibraryItem) -> None:
        """Let it write the item's metadata.json from its database, which may be ahead of that file; no value changes.

        A scan takes the file for the truth. An ended process leaves a write in the database alone, and a scan that ran
        meanwhile an older file (facts/audiobookshelf_2.md 0.1, 0.2 and 10).

        Args:
            item: As it was read just now.
        """
        body = {"metadata": rewriting(item)}
        await self._server.write("PATCH", f"/api/items/{values.segment(item.id)}/media", body, needs="update")

    async def busy(self) -> Busy:
        """What it is working on by itself just now. Callers at the same time share a request."""
        return await self._tasks_together(None)

    async def _tasks(self, askers: Sequence[None]) -> Sequence[Busy]:
        busy = reading.read_tasks(self._server.list_of(await self._server.get("/api/tasks"), "tasks"))
        return [busy] * len(askers)

    async def set_chapters(self, item_id: str, chapters: Sequence[Chapter]) -> None:
        """Replace an item's chapters; none clears them, and its next scan makes them of the files again.

        The server checks next to nothing of them (facts/audiobookshelf_2.md 3): see `domain.chapters.problem`. When
        the item changed does not move.
        """
        path = f"/api/items/{values.segment(item_id)}/chapters"
        answer = await self._server.write("POST", path, chapters_body(chapters), needs="update")
        self._server.object_of(answer)

    async def scan_library(self, library_id: str) -> None:
        """Ask for a scan of a whole library; it goes on after the answer. Only for administrators."""
        await self._server.write(
            "POST", f"/api/libraries/{values.segment(library_id)}/scan", {}, needs="admin"
        )

    async def scan_item(self, item_id: str) -> None:
        """Let it scan one item's folder again, to the end. Only for administrators.

        It fails for an item of a single file (`TransientError`), and an item that is missing loses its files:
        ask for neither (facts/audiobookshelf.md 2.6 and 6).
        """
        await self._server.write("POST", f"/api/items/{values.segment(item_id)}/scan", {}, needs="admin")

    async def hint(self, library_id: str, path: str) -> None:
        """Say that a file came, for a library whose watcher did not notice. Only for administrators.

        Args:
            library_id: The library's.
            path: Of one file as Audiobookshelf sees it, spelt as on the disk; a folder's does nothing.
        """
        body = {"libraryId": library_id, "path": path, "type": "add"}
        await self._server.write("POST", "/api/watcher/update", body, needs="admin")

    async def _listing(
        self, library_id: str, *, page: int, limit: int, desc: bool
    ) -> tuple[Page[ListedItem], int]:
        """One page, and how many elements it had before the unreadable ones were left out."""
        params = {"limit": str(limit), "page": str(page), "sort": "addedAt", "desc": str(int(desc))}
        if desc:
            params["_"] = secrets.token_hex(
                4
            )  # no kept answer, which may be stale (facts/audiobookshelf.md 2.4)
        answer = await self._server.get(f"/api/libraries/{values.segment(library_id)}/items", params)
        found = self._page(answer, "results", item_reading.read_listing)
        return found, len(found.items) + found.skipped

    def _page(self, answer: Answer, key: str, read: Callable[[bytes], Page[T]]) -> Page[T]:
        try:
            return read(answer.body)
        except ValidationError:
            self._server.list_of(answer, key)  # says what is wrong
            raise
