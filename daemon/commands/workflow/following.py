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
"""Some searches at MAM's pace, behind other requests."""

PATIENCE: Final = timedelta(minutes=2)
"""How long a step may wait, for example for an unavailable service, while its run does nothing else."""

_ON_THE_WAY: Final = frozenset({Status.APPROVED, Status.ADDING})


@dataclass(frozen=True, slots=True)
class Asked:
    """The calls by which the phases use a daemon."""

    desk: Desk

    async def about(self) -> View:
        """The configuration: ``missing`` credentials, ``queries``, and why acquiring is ``closed``."""
        return await self._ask("/api/workflow")

    async def check(self, service: str) -> View:
        """Whether a service is available and accepts us: ``ok``, ``said`` and ``mend``."""
        return await self._send(f"/api/checks/{service}")

    async def begin(self, kind: str) -> int:
        """The number of a new run of a cycle, or of the one that is open; a search may be for the examples."""
        path = "/api/workflow/search" if kind == "search" else f"/api/cycles/{kind}"
        try:
            return int((await self._send(path))["run"])
        except ShelfhookError:
            for run in await asyncio.to_thread(self.desk.ask, f"/api/runs?kind={kind}"):
                if run["ended_at"] is None:
                    return int(run["id"])
            raise

    async def progress(self, run: int) -> View:
        """A run: its row, what it ``searched``, its ``steps``, and once it has ended the ``records`` it made."""
        return await self._ask(f"/api/workflow/runs/{run}")

    async def preview_search(self, position: int) -> View:
        """The result that the query at this place would have: the run's note about it, and ``records``."""
        return await self._send(f"/api/workflow/searches/{position}")

    async def preview_enrichment(self) -> View:
        """The enrichment that would happen: ``due``, the books, each with its empty fields."""
        return await self._ask("/api/workflow/enrichment")

    async def _ask(self, path: str) -> View:
        found: View = await asyncio.to_thread(self.desk.ask, path)
        return found

    async def _send(self, path: str) -> View:
        found: View = await asyncio.to_thread(self.desk.send, path, {}, seconds=_MAM_SECONDS)
        return found


class Mover(Protocol):
    """Drives the runs."""

    async def turn(self) -> None:
        """Let a little happen."""

    async def give_up(self, run: int, reason: str) -> str:
        """Stop waiting for a run; what happens to it, for a person."""


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
        asked: Reads their progress.
        mover: Moves them.
        clock: The time.
    """

    asked: Asked
    mover: Mover
    clock: Clock

    async def __call__(self, run: int, show: Callable[[View], None]) -> View:
        """Wait for the end of a run; *show* gets it again and again.

        Returns:
            Its last state; for one that was not waited for any longer, ``cancelled`` and why.
        """
        before: Any = None
        waited_since = self.clock.monotonic()
        while True:
            view = await self.asked.progress(run)
            show(view)
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
        """Wait until each approved record of a run is in the torrent client, or has a reason to wait."""
        since = self.clock.monotonic()
        while True:
            records: list[View] = (await self.asked.progress(run))["records"]
            on_the_way = [one for one in records if one["status"] in _ON_THE_WAY and not one["reason"]]
            patience = PATIENCE.total_seconds() * max(len(records), 1)
            if not on_the_way or self.clock.monotonic() - since >= patience:
                return records
            await self.mover.turn()
