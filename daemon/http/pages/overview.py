"""The first page: is all well, what happened, what waits for a person, how complete the library is, what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from daemon.config.problems import missing
from daemon.http.pages import checklist
from daemon.http.pages.counting import Counted
from daemon.http.pages.health import health_of
from daemon.http.pages.waiting import waiting_for_a_person
from daemon.http.pages.wording import CYCLES, FIELDS
from daemon.parts import Parts
from domain.facts import DurationVerdict, Status
from handlers.acquiring.gate import SWITCH
from store.enrichment import Coverage
from store.runs import Run
from store.views.activity import Activity
from store.views.listing import Listing

_COMPLETIONS: Final = 8
_UNDER_WAY: Final = 6
_IN_PROGRESS: Final = (
    Status.APPROVED,
    Status.REFUSED,
    Status.ADDING,
    Status.QUEUED,
    Status.FINISHED,
    Status.WAITING_FOR_ITEM,
)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: its newest run, why that waits while it is open, and when it is due; None when it is turned off."""

    kind: str
    last: Run | None
    waits: str | None
    due: datetime | None


class Overview:
    """What the first page of one daemon shows."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._listing = Listing(parts.db)
        self._activity = Activity(parts.db)
        self._verdicts = Counted(parts.clock, self._count_verdicts)
        self._coverage = Counted(parts.clock, self._count_coverage)

    async def shown(self) -> dict[str, Any]:
        """All of it."""
        parts = self._parts
        waits = await parts.run_steps.waiting()
        cycles = [await self._cycle(kind, waits) for kind in CYCLES]
        counts = await self._listing.status_counts()
        health = await health_of(parts, cycles)
        coverage = await self._coverage()
        return {
            "health": health,
            "is_set_up": not missing(parts.settings),
            "checklist": await checklist.steps(
                parts, has_downloads=bool(counts), has_books=bool(coverage.total)
            ),
            "waiting": await waiting_for_a_person(parts, self._listing, self._activity, counts),
            "completions": await self._activity.completions(limit=_COMPLETIONS),
            "in_progress": await self._listing.downloads(limit=_UNDER_WAY, statuses=_IN_PROGRESS),
            "in_progress_count": sum(counts.get(status, 0) for status in _IN_PROGRESS),
            "cycles": cycles,
            "acquisition": {
                "mode": parts.settings.acquisition,
                "paused": await parts.switches.why_off(SWITCH),
            },
            "coverage": coverage,
            "fields": [(label, coverage.fields[name]) for name, label in FIELDS.items()],
            "verdicts": await self._verdicts(),
        }

    async def _cycle(self, kind: str, waits: Mapping[int, str]) -> Cycle:
        newest = await self._parts.runs.recent(1, kind)
        last = newest[0] if newest else None
        schedule = self._parts.settings.schedules.get(kind)
        due = schedule.next_after(self._parts.clock.now()) if schedule else None
        open_run = last is not None and last.ended_at is None
        return Cycle(kind, last, waits.get(last.id) if last is not None and open_run else None, due)

    async def _count_verdicts(self) -> dict[str, int]:
        """How many recordings are as listed, how many are not, and how many nobody can tell."""
        told = {"verified": 0, "mismatched": 0, "unknown": 0}
        for (_, verdict), number in (await self._parts.downloads.counts()).items():
            if verdict is None:
                continue
            name = "verified" if verdict is DurationVerdict.VERIFIED else "unknown"
            told["mismatched" if verdict.is_mismatch else name] += number
        return told

    async def _count_coverage(self) -> Coverage:
        return await self._parts.enrichment.coverage(now=self._parts.clock.now())
