"""Notifying the open pages of changes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from daemon.doctor.check_up import CheckUp
from daemon.http.problems import problem
from daemon.parts import Parts
from domain.errors import UnavailableError

EVERY: Final = timedelta(seconds=1)
LISTENERS: Final = 50
"""How many pages may be open at once."""


@dataclass(frozen=True, slots=True)
class _Listener:
    request: web.Request
    answer: EventSourceResponse
    of_log: bool
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_there(self) -> bool:
        """Whether the page is still open; that it was closed shows at once, and ends the stream at its next word."""
        transport = self.request.transport
        return transport is not None and not transport.is_closing()


class Live:
    """``GET /live``: an event at first, and one for each second in which something changed.

    For a page that shows the log (``?of=log``) a new line is such a change, too, but not the line of a page that was
    fetched. Without a listener nothing is polled. One listener polls for all, and when it goes the next one
    takes over.
    """

    def __init__(self, parts: Parts, check_up: CheckUp) -> None:
        self._parts = parts
        self._check_up = check_up
        self._commits = parts.store.views.commits
        self._listeners: list[_Listener] = []
        self._turn = asyncio.Lock()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """One listener's events, until it goes or the daemon stops."""
        if sum(one.is_there for one in self._listeners) >= LISTENERS:
            return problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"{LISTENERS} pages are open already",
                headers={"Retry-After": "30"},
            )
        answer: EventSourceResponse
        async with sse_response(request) as answer:
            with self._listening(request, answer) as listener:
                async with asyncio.TaskGroup() as tasks:
                    work = [tasks.create_task(self._watch(listener)), tasks.create_task(_send(listener))]
                    await answer.wait()
                    for one in work:
                        one.cancel()
        return answer

    async def close(self, _app: web.Application) -> None:
        """End all streams: the daemon stops."""
        for listener in self._listeners:
            listener.answer.stop_streaming()

    @contextmanager
    def _listening(self, request: web.Request, answer: EventSourceResponse) -> Iterator[_Listener]:
        listener = _Listener(request, answer, of_log=request.query.get("of") == "log")
        self._listeners.append(listener)
        try:
            yield listener
        finally:
            self._listeners.remove(listener)

    async def _watch(self, listener: _Listener) -> None:
        """Poll for all listeners, once it is this one's turn; changes from before that are reported at once."""
        if self._turn.locked():
            listener.news.set()
        async with self._turn:
            while True:
                try:
                    await self._poll()
                except UnavailableError:
                    await self._parts.clock.sleep(EVERY)

    async def _poll(self) -> None:
        known: object = None
        lines = self._parts.kept_log.came
        while True:
            state = (await self._commits.newest(), self._services(), self._check_up.progress)
            before, lines = lines, self._parts.kept_log.came
            for listener in self._listeners:
                if state != known or (listener.of_log and lines != before):
                    listener.news.set()
            known = state
            await self._parts.clock.sleep(EVERY)

    def _services(self) -> object:
        """The state of the services, which is in no store."""
        return [
            (one.last_success is None, one.failures_in_a_row, one.last_error, one.refused)
            for one in self._parts.dependencies.values()
        ]


LIVE: Final = web.AppKey("live", Live)


async def stream(request: web.Request) -> web.StreamResponse:
    """The events of one page that is open."""
    return await request.app[LIVE].stream(request)


async def _send(listener: _Listener) -> None:
    while True:
        await listener.news.wait()
        listener.news.clear()
        try:
            await listener.answer.send("changed")
        except (ConnectionError, TimeoutError):
            return
