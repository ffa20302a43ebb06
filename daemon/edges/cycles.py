"""Starting a run of a cycle, for the timer and for people alike."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.clock import Clock
from domain.cycles import CYCLES
from domain.events import Event
from store.runs import Run, Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """The cycles of this daemon.

    Args:
        runs: Where runs are kept.
        clock: The time.
        kinds: The cycles that there are.
    """

    runs: Runs
    clock: Clock
    kinds: frozenset[str]

    async def start(
        self,
        kind: str,
        *,
        trigger: str,
        due: datetime | None = None,
        first: Callable[[int], Event] | None = None,
    ) -> Run | None:
        """Start a run of a cycle, one of `kinds`.

        Args:
            kind: Of the cycle.
            trigger: ``timer`` or ``person``.
            due: When the timer's cycle was due; None for a person's run.
            first: Creates the run's first event; None for the cycle's own.

        Returns:
            The run; None while one is open, or when this due time was taken before.
        """
        begin = first or CYCLES[kind].first
        return await self.runs.start(kind, trigger=trigger, first=begin, now=self.clock.now(), due=due)


def with_handlers(event_kinds: Container[str], kinds: Iterable[str] = CYCLES) -> frozenset[str]:
    """The cycles whose events have a handler here."""
    return frozenset(kind for kind in kinds if CYCLES[kind].event in event_kinds)
