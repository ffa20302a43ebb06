"""Waiting for runs, and not for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from daemon.http.api.asked import Asked, Mover, View
from domain.clock import Clock
from domain.facts import Status

PATIENCE: Final = timedelta(minutes=2)
"""So long a step may wait, as for a service that is away, with nothing else going on in its run."""

_ON_THE_WAY: Final = frozenset({Status.APPROVED, Status.ADDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Lets runs go on until they end.

    Args:
        asked: Tells how far they are.
        mover: Moves them.
        clock: The time.
    """

    asked: Asked
    mover: Mover
    clock: Clock

    async def __call__(self, run: int, look: Callable[[View], None]) -> View:
        """Wait for the end of a run, which *look* is shown again and again.

        Returns:
            Its last state; for one that was not waited for any longer, ``cancelled`` and why.
        """
        before: Any = None
        waited_since = self.clock.monotonic()
        while True:
            view = await self.asked.progress(run)
            look(view)
            if view["ended_at"] is not None:
                return view
            state = (view["counts"], view["searched"], view["steps"])
            if state != before or view["reason"] is None:
                before, waited_since = state, self.clock.monotonic()
            elif self.clock.monotonic() - waited_since >= PATIENCE.total_seconds():
                reason = await self.mover.give_up(run, view["reason"])
                return view | {"status": "cancelled", "reason": reason}
            await self.mover.turn()

    async def downloads(self, run: int) -> list[View]:
        """Wait until each record of a run that was approved is in the torrent client, or says what it waits for."""
        since = self.clock.monotonic()
        while True:
            records: list[View] = (await self.asked.progress(run))["records"]
            on_the_way = [one for one in records if one["status"] in _ON_THE_WAY and not one["reason"]]
            patience = PATIENCE.total_seconds() * max(len(records), 1)
            if not on_the_way or self.clock.monotonic() - since >= patience:
                return records
            await self.mover.turn()
