"""Takes in the items that Audiobookshelf's socket reports."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from clients.audiobookshelf.events import ItemEvents
from domain.clock import Clock
from domain.errors import CredentialsError, ShelfhookError
from domain.retry import POLICIES, Wait
from handlers.library.newest import NewestItems

_REFUSED: Final = timedelta(hours=1)
"""A token that is refused stays so until the settings change, or its user is active again."""

_NOT_LEADING: Final = timedelta(seconds=5)

_log: Final = structlog.get_logger("shelfhook.library")


@dataclass(slots=True, kw_only=True)
class ListenForItems:
    """Keeps a connection to the socket, connects again after growing pauses, and wakes what waits for an item.

    Args:
        events: The socket.
        newest: Takes what it reports, and reads the newest items after each connect: nothing is replayed.
        clock: The time.
        leads: Whether this daemon does it; of several, one does.
    """

    events: ItemEvents
    newest: NewestItems
    clock: Clock
    leads: Callable[[], bool]
    connected: bool = field(default=False, init=False)
    _tries: int = field(default=0, init=False)

    async def run(self) -> None:
        """Listen for ever."""
        while True:
            await self.clock.sleep(await self.step())

    async def step(self) -> timedelta:
        """Listen until the connection ends.

        Returns:
            How long to wait before the next one.
        """
        if not self.leads():
            return _NOT_LEADING
        self._tries += 1
        try:
            await self._listen()
        except CredentialsError as error:
            _log.warning("library_socket_refused", service="audiobookshelf", reason=str(error))
            return _REFUSED
        except ShelfhookError as error:
            _log.info("library_socket_ended", service="audiobookshelf", reason=str(error))
        finally:
            self.connected = False
        return POLICIES[Wait.OUTAGE].interval(self._tries)

    async def _listen(self) -> None:
        async with aclosing(self.events.listen()) as reports:
            async for items in reports:
                if not self.leads():
                    return
                if not self.connected:
                    self.connected, self._tries = True, 1
                    _log.info("library_socket_connected", service="audiobookshelf")
                if items:
                    await self.newest.take(items)
                else:
                    await self.newest.read(None)
