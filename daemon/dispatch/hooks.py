"""Hooks that come faster than they are handled go first."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

FEW: Final = 2
"""How many hooks are handled as soon as they are answered."""

QUIET: Final = timedelta(milliseconds=20)
"""Further ones are handled after a pause of this length without a new hook."""

PATIENCE: Final = timedelta(seconds=1)
"""The hooks may never pause: after this time events are claimed anyway."""


@dataclass(slots=True)
class Hooks:
    """Counts the hooks that came since handling last caught up.

    qBittorrent waits for the answer of each hook, and handling is in no hurry: both want the same processor and
    the same store.

    Args:
        quiet: How long nothing arrives when a burst is over.
        patience: How long handling waits for that.
    """

    quiet: timedelta = QUIET
    patience: timedelta = PATIENCE
    _ahead: int = 0

    def came(self) -> None:
        """A hook is being answered."""
        self._ahead += 1

    def caught_up(self) -> None:
        """Nothing that is due is left to be claimed."""
        self._ahead = 0

    async def let_pass(self, arrived: asyncio.Event) -> None:
        """Wait for the end of a burst, if there is one.

        Args:
            arrived: Set whenever something arrives; cleared here.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience.total_seconds()):
                while self._ahead > FEW:
                    await self._quiet(arrived)

    async def _quiet(self, arrived: asyncio.Event) -> None:
        arrived.clear()
        try:
            async with asyncio.timeout(self.quiet.total_seconds()):
                await arrived.wait()
        except TimeoutError:
            # Until handling has caught up, the next hook begins another burst.
            self._ahead = FEW
