"""The stand-in for the Google Books volumes API."""

from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from domain.clock import Clock
from sandbox.google_books import faults
from sandbox.google_books.faults import Fault
from sandbox.google_books.partial import BadSelectionError, parse, select
from sandbox.google_books.queries import find
from sandbox.google_books.quota import PACIFIC, Quota
from sandbox.google_books.volumes import VOLUMES, Volume
from sandbox.server import LoopbackServer
from sandbox.visits import Visit, smallest_spacing

API_KEY: Final = "sandbox-books-key-0123456789"
_MOST_RESULTS: Final = 40


class SandboxGoogleBooks(LoopbackServer):
    """Answers queries for volumes, within a key's budget.

    Attributes for tests: `key` (the one good one), `quota` (`per_day`, `per_minute`), `visits` and
    `queries` (when and for what it was asked, refused or not).

    Args:
        clock: Its minutes and days are those of the budget, and of `visits`.
        volumes: What can be found, the most relevant first.
        port: 0 takes a free one.
    """

    def __init__(self, *, clock: Clock, volumes: Sequence[Volume] = VOLUMES, port: int = 0) -> None:
        super().__init__(web.Application(middlewares=[self._attend]), port=port)
        self.key = API_KEY
        self.quota = Quota()
        self.volumes = volumes
        self.visits: list[Visit] = []
        self.queries: list[str] = []
        self._clock = clock
        self._next_faults: deque[Fault] = deque()
        self._lasting_fault: Fault | None = None
        self.app.router.add_get("/books/v1/volumes", self._search)

    @property
    def used_today(self) -> int:
        """The queries that counted since midnight Pacific time."""
        return self.quota.used[self._clock.now().astimezone(PACIFIC).date()]

    def fail_next(self, fault: Fault, times: int = 1) -> None:
        """Let the next *times* requests fail so."""
        self._next_faults.extend([fault] * times)

    def always(self, fault: Fault | None) -> None:
        """Let every request fail so, until called with None."""
        self._lasting_fault = fault

    def smallest_spacing(self) -> timedelta | None:
        """The shortest time, by the given clock, between the starts of two requests."""
        return smallest_spacing(self.visits)

    @web.middleware
    async def _attend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.visits.append(Visit(self._clock.now(), request.method, request.path, self.in_flight))
        self.queries.append(request.query.get("q", ""))
        fault = self._next_faults.popleft() if self._next_faults else self._lasting_fault
        refusal = fault or self._refusal(request)
        if refusal is Fault.DROPPED:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return await handler(request) if refusal is None else faults.answer(refusal)

    def _refusal(self, request: web.Request) -> Fault | None:
        key = request.query.get("key") or request.headers.get("X-Goog-Api-Key")
        if key is None:
            # The quota that callers without a key share is always used up.
            return Fault.PER_DAY
        if key != self.key:
            return Fault.BAD_KEY
        return self.quota.take(self._clock.now())

    async def _search(self, request: web.Request) -> web.Response:
        query = request.query
        if "country" not in query:
            return faults.answer(Fault.UNKNOWN_LOCATION)
        most, start = query.get("maxResults", "10"), query.get("startIndex", "0")
        if not query.get("q") or not start.isdecimal() or most not in map(str, range(1, _MOST_RESULTS + 1)):
            return faults.answer(Fault.BAD_REQUEST)
        try:
            selection = parse(query["fields"]) if query.get("fields") else {}
        except BadSelectionError:
            return faults.answer(Fault.BAD_REQUEST)
        found = find(query["q"], self._in_language(query.get("langRestrict")))
        return web.json_response(select(_page(found, int(start), int(most)), selection))

    def _in_language(self, language: str | None) -> list[Volume]:
        return [
            volume
            for volume in self.volumes
            if language is None or volume.get("volumeInfo", {}).get("language") == language
        ]


def _page(found: Sequence[Volume], start: int, most: int) -> dict[str, object]:
    items = found[start : start + most]
    if not items:
        return {"kind": "books#volumes", "totalItems": 0}
    # The real figure is an estimate that differs from page to page.
    return {"kind": "books#volumes", "totalItems": len(found) + start % 7, "items": list(items)}
