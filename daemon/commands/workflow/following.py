"""Asking a daemon about runs, and waiting for them, but not for ever."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from daemon.commands.desk import Desk
from domain.clock import Clock
from domain.errors import ShelfhookError
from domain.facts import Status

View = dict[str, Any]
"""Plain values, as an answer over HTTP carries them."""

_POLL: Final = timedelta(milliseconds=500)
_MAM_SECONDS: Final = 180
"""Some searches at MAM's pace, behind whatever else asks it."""

PATIENCE: Final = timedelta(minutes=2)
"""So long a step may wait, as for a service that is away, with nothing else going on in its run."""

_ON_THE_WAY: Final = frozenset({Status.APPROVED, Status.ADDING})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the phases ask of a daemon."""

    desk: Desk

    async def about(self) -> View:
        """The configuration: ``missing`` credentials, ``queries``, and why acquiring is ``closed``."""
        return await self._ask("/api/workflow")

    async def check(self, service: str) -> View:
        """Whether a service is there and lets us in: ``ok``, ``said`` and ``mend``."""
        return await self._tell(f"/api/checks/{service}")

    async def begin(self, kind: str) -> int:
        """The number of a new run of a cycle, or of the one that is open."""
        try:
            return int((await self._tell(f"/api/cycles/{kind}"))["run"])
        except ShelfhookError:
            for run in await asyncio.to_thread(self.desk.ask, f"/api/runs?kind={kind}"):
                if run["ended_at"] is None:
                    return int(run["id"])
            raise

    async def progress(self, run: int) -> View:
        """A run: its row, what it ``searched``, its ``steps``, and once it has ended the ``records`` it made."""
        return await self._ask(f"/api/workflow/runs/{run}")

    async def preview_search(self, position: int) -> View:
        """What the query at this place would come to: what a run notes of it, and ``records``."""
        return await self._tell(f"/api/workflow/searches/{position}")

    async def preview_enrichment(self) -> View:
        """What an enrichment would look up: ``due``, the books, each with what it lacks."""
        return await self._ask("/api/workflow/enrichment")

    async def _ask(self, path: str) -> View:
        found: View = await asyncio.to_thread(self.desk.ask, path)
        return found

    async def _tell(self, path: str) -> View:
        found: View = await asyncio.to_thread(self.desk.tell, path, {}, seconds=_MAM_SECONDS)
        return found


class Mover(Protocol):
    """What makes runs go on."""

    async def turn(self) -> None:
        """Let a little happen."""

    async def give_up(self, run: int, reason: str) -> str:
        """Wait no longer for a run; what becomes of it, for a person."""


@dataclass(frozen=True, slots=True)
class MovesByItself:
    """See `Mover`: a daemon that runs."""

    clock: Clock

    async def turn(self) -> None:
        """Wait a moment: the daemon works."""
        await self.clock.sleep(_POLL)

    async def give_up(self, run: int, reason: str) -> str:
        """Leave the run to the daemon."""
        return f"{reason}; run {run} continues in the daemon, see `shelfhook runs {run}`"


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
