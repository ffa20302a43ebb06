"""A dispatcher and a service that may be away."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from clients._http import Http
from daemon.dispatch.dispatcher import Dispatcher
from domain.dependency import Dependency
from domain.errors import TransientError, UnavailableError
from domain.events import TorrentFinished
from domain.outcomes import Done, Outcome
from sandbox.clock import FakeClock
from sandbox.server import LoopbackServer
from store.queue.claims import Claims
from store.queue.inbox import Inbox
from store.queue.records import EventRecord

SHELF = "audiobookshelf"


@dataclass
class World:
    """A dispatcher whose one handler asks a server for the event's item."""

    inbox: Inbox
    clock: FakeClock
    http: Http
    dependency: Dependency
    server: LoopbackServer
    handled: list[str] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)
    answers: dict[str, web.Response] = field(default_factory=dict)

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(
            claims=Claims(self.inbox.db, "this daemon", self.inbox.arrived),
            routes={"torrent.finished": self.handle},
            dependencies={SHELF: self.dependency},
            clock=self.clock,
        )

    async def handle(self, event: TorrentFinished, _event_id: int) -> Outcome:
        self.handled.append(event.info_hash)
        answer = await self.http.request("GET", f"/{event.info_hash}")
        if answer.status in {502, 503, 504}:
            raise UnavailableError(
                "it is down", service=SHELF, retry_after=answer.retry_after(self.clock.now())
            )
        if answer.status == 500:
            raise TransientError("it failed")
        return Done()

    async def report(self, *numbers: int) -> None:
        async with asyncio.TaskGroup() as callers:
            for number in numbers:
                event = TorrentFinished(info_hash=f"{number:040x}")
                callers.create_task(self.inbox.add(event, now=self.clock.now()))

    async def drain(self, dispatcher: Dispatcher) -> int:
        """Let it handle what is due; how many events it took."""
        taken = 0
        while await dispatcher.step():
            taken += 1
        return taken

    async def rows(self) -> list[EventRecord]:
        return await self.inbox.recent(limit=10_000)

    async def verdicts(self) -> set[str | None]:
        return {row.verdict for row in await self.rows()}

    @property
    def asked(self) -> int:
        return len(self.server.requests)
