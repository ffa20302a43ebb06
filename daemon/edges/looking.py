"""Reads Audiobookshelf's newest items while an event waits for one of them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf
from domain import looking
from domain.clock import Clock
from domain.errors import ShelfhookError, UnavailableError
from domain.looking import Look, Looks
from handlers.library.newest import NewestItems
from store.queue.expected import ExpectedItems

LONGEST_REST: Final = timedelta(minutes=1)
"""While nothing is awaited, where this daemon is the only one."""

AMONG_OTHERS: Final = timedelta(seconds=5)
"""Another daemon's event may begin to wait at any time; that is noticed before its item can have come."""

WHILE_UNAVAILABLE: Final = timedelta(seconds=5)
"""Between two checks whether Audiobookshelf is back; they ask it nothing."""

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(slots=True, kw_only=True)
class LookForItems:
    """Decides when the newest items are read: one reading for all that wait, when an item can have come.

    Args:
        newest: Reads them.
        expected: What events wait for.
        audiobookshelf: Not asked while it is unavailable, and less often while it writes for us.
        awaiting: Set when an event of this daemon begins to wait.
        clock: The time.
        leads: Whether this daemon does it; of several, one does.
        notified: Whether the server reports new items by itself.
        longest_rest: While nothing is awaited.
    """

    newest: NewestItems
    expected: ExpectedItems
    audiobookshelf: Audiobookshelf
    awaiting: asyncio.Event
    clock: Clock
    leads: Callable[[], bool]
    notified: Callable[[], bool] = lambda: False
    longest_rest: timedelta = LONGEST_REST
    _looks: Looks = field(default_factory=Looks, init=False)
    _troubled: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Read them for ever."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._wake(), name="waking")
            while True:
                self.awaiting.clear()
                rest = await self.step()
                # However many events begin to wait, the store is not asked more often than the server.
                await self.clock.sleep(min(rest, looking.EVERY))
                with suppress(TimeoutError):
                    async with asyncio.timeout((rest - looking.EVERY).total_seconds()):
                        await self.awaiting.wait()

    async def step(self) -> timedelta:
        """Read them if it is time to.

        Returns:
            How long until the next reading; less when an event begins to wait.
        """
        if not self.leads():
            return self.longest_rest
        if self.audiobookshelf.is_shut:
            return min(self.longest_rest, WHILE_UNAVAILABLE)
        try:
            look = await self._next()
            if look is None:
                return self.longest_rest
            if (rest := look.at - self.clock.now()) > timedelta(0):
                return min(rest, self.longest_rest)
            self._looks = self._looks.after(look)
            await self.newest.read(look.libraries)
        except ShelfhookError as error:
            self._troubled = True
            _log.warning("newest_items_not_read", service="audiobookshelf", reason=str(error))
        else:
            self._troubled = False
        return looking.EVERY

    async def _next(self) -> Look | None:
        now = self.clock.now()
        expected = await self.expected.written_since(now - looking.ENDS)
        return self._looks.next(expected, now=now, pause=self._pause)

    @property
    def _pause(self) -> timedelta:
        if self._troubled:
            return looking.AFTER_TROUBLE
        if self.notified():
            return looking.WHILE_NOTIFIED
        return looking.WHILE_WRITING if self.audiobookshelf.is_writing else looking.EVERY

    async def _wake(self) -> None:
        """Wake what waits for items that an event found for itself."""
        while True:
            await self.newest.arrived.wait()
            try:
                await self.newest.wake()
            except UnavailableError as error:
                _log.warning("store_unavailable", reason=str(error))
