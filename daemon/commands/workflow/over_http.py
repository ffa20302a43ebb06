"""What the phases ask of the daemon that runs on the store."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from daemon.commands.desk import ask, tell
from daemon.http.api.asked import View
from domain.clock import Clock
from domain.errors import ShelfhookError

_POLL: Final = timedelta(milliseconds=500)
_MAM_SECONDS: Final = 180
"""Some searches at MAM's pace, behind whatever else asks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverHttp:
    """See `daemon.http.api.asked`: the daemon answers, and moves its runs by itself.

    Args:
        state: The daemon's state directory, which says how to reach it.
        clock: Times the looks.
    """

    state: Path
    clock: Clock

    async def about(self) -> View:
        """The daemon's configuration."""
        return await self._ask("/api/workflow")

    async def check(self, service: str) -> View:
        """Let the daemon ask a service."""
        return await self._tell(f"/api/checks/{service}")

    async def begin(self, kind: str) -> int:
        """Let the daemon start a cycle, unless a run of it is open."""
        try:
            return int((await self._tell(f"/api/cycles/{kind}"))["run"])
        except ShelfhookError:
            for run in await asyncio.to_thread(ask, self.state, f"/api/runs?kind={kind}"):
                if run["ended_at"] is None:
                    return int(run["id"])
            raise

    async def progress(self, run: int) -> View:
        """How far the daemon's run has come."""
        return await self._ask(f"/api/workflow/runs/{run}")

    async def preview_search(self, position: int) -> View:
        """Let the daemon search, and make no record."""
        return await self._tell(f"/api/workflow/searches/{position}")

    async def preview_enrichment(self) -> View:
        """The books whose turn it is in the daemon."""
        return await self._ask("/api/workflow/enrichment")

    async def turn(self) -> None:
        """Wait a moment: the daemon works."""
        await self.clock.sleep(_POLL)

    async def give_up(self, run: int, reason: str) -> str:
        """Leave the run to the daemon."""
        return f"{reason}; run {run} goes on in the daemon by itself, see `shelfhook runs {run}`"

    async def _ask(self, path: str) -> View:
        found: View = await asyncio.to_thread(ask, self.state, path)
        return found

    async def _tell(self, path: str) -> View:
        found: View = await asyncio.to_thread(tell, self.state, path, {}, seconds=_MAM_SECONDS)
        return found
