"""Deletes records older than KEEP_DAYS."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from daemon.edges.stepping import for_ever
from domain.clock import Clock
from store.upkeep.pruning import Batch, Pruning

EVERY: Final = timedelta(days=1)
FIRST: Final = timedelta(minutes=10)
"""A start has better things to do."""

PAUSE: Final = timedelta(milliseconds=50)
"""Between two batches, so that other work can write."""

_log: Final = structlog.get_logger("shelfhook.store")


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneHistory:
    """Forgets once a day, a batch at a time.

    Safe to repeat, and to break off anywhere.

    Args:
        pruning: Deletes old records.
        keep_days: How long things are kept; 0 for ever.
        clock: The time.
        leads: Whether this daemon does it; of several, one does.
    """

    pruning: Pruning
    keep_days: int
    clock: Clock
    leads: Callable[[], bool]

    async def run(self) -> None:
        """Forget for ever."""
        await self.clock.sleep(FIRST)
        await for_ever(self.step, lambda: EVERY, self.clock)

    async def step(self) -> Mapping[str, int]:
        """Delete all records that are old now; how many of each kind."""
        gone: Counter[str] = Counter()
        if not self.keep_days or not self.leads():
            return gone
        before = self.clock.now() - timedelta(days=self.keep_days)
        pruning = self.pruning
        gone["events"] = await self._all(lambda _: pruning.events(before=before))
        gone["changes"] = await self._all(lambda after: pruning.changes(before=before, after=after))
        gone["corrections"] = await self._all(lambda _: pruning.corrections(before=before))
        gone["runs"] = await self._all(lambda after: pruning.runs(before=before, after=after))
        gone["budgets"] = await self._all(lambda _: pruning.budgets(before=before))
        if gone.total():
            _log.info("history_pruned", before=before.isoformat(), **gone)
        return gone

    async def _all(self, batch_after: Callable[[int], Awaitable[Batch]]) -> int:
        deleted, after = 0, 0
        while True:
            batch = await batch_after(after)
            deleted += batch.deleted
            if batch.next is None:
                return deleted
            after = batch.next
            await self.clock.sleep(PAUSE)
