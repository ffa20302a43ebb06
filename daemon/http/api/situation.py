"""The whole situation: is all well, what happened, what needs a person, how complete the library is, what is next."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from clients.mam.client import Mam
from daemon.hook import wording
from daemon.hook.calls import HookCalls
from daemon.http.api.services import Quota, ServiceShown, quotas, shown
from daemon.http.api.strange_imports import StrangeCount, StrangeImports
from daemon.http.api.waiting import WaitingForPerson, waiting_for_a_person
from daemon.parts import Parts
from daemon.standing import Standing, standing
from domain.clock import Clock
from domain.cycles import CYCLES
from domain.facts import DurationVerdict, Status
from handlers.importing.whereabouts import FindWhereabouts
from store.downloads import Download
from store.enrichment import Completeness
from store.runs import Run
from store.views.activity import Completion
from store.views.listing import Counts

_COMPLETIONS: Final = 8
_UNDER_WAY: Final = 6
IN_PROGRESS: Final = (
    Status.APPROVED,
    Status.REFUSED,
    Status.ADDING,
    Status.QUEUED,
    Status.FINISHED,
    Status.WAITING_FOR_ITEM,
)
_SHARE: Final = 20
"""Counting may take this share of the time."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle: its newest run, why that waits while it is open, and when it is due; None when it is turned off."""

    kind: str
    last: Run | None
    waits: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The content of the first page; `troubles` is what is wrong, in a sentence each."""

    now: datetime
    troubles: Sequence[str]
    standing: Standing
    services: Sequence[ServiceShown]
    quotas: Sequence[Quota]
    waiting: WaitingForPerson
    completions: Sequence[Completion]
    in_progress: Sequence[Download]
    in_progress_count: int
    has_downloads: bool
    cycles: Sequence[Cycle]
    coverage: Completeness
    verdicts: Mapping[str, int]
    strange_imports: StrangeCount


class Watch:
    """Reads the situation of one daemon."""

    def __init__(self, parts: Parts, mam: Mam, whereabouts: FindWhereabouts) -> None:
        self._parts = parts
        self._mam = mam
        self._listing = parts.store.views.listing
        self._activity = parts.store.views.activity
        self._coverage = Counted(parts.clock, parts.store.enrichment.completeness)
        self._strange_imports = Counted(parts.clock, StrangeImports(parts.store.imports, whereabouts))

    async def situation(self) -> Situation:
        """All of it."""
        parts = self._parts
        waits = await parts.store.run_steps.waiting()
        cycles = [await self._cycle(kind, waits) for kind in CYCLES]
        counts = await self._listing.counts()
        how = await standing(parts)
        services = [shown(parts, one, self._mam.known_account) for one in how.services.values()]
        return Situation(
            now=parts.clock.now(),
            troubles=[
                *(one.trouble for one in services if one.trouble),
                *_refused_hooks(parts.hook_calls),
                *map(_failed, how.failed),
            ],
            standing=how,
            services=services,
            quotas=await quotas(parts),
            waiting=await waiting_for_a_person(parts, how),
            completions=await self._activity.completions(limit=_COMPLETIONS),
            in_progress=await self._listing.downloads(limit=_UNDER_WAY, statuses=IN_PROGRESS),
            in_progress_count=sum(many for (status, _), many in counts.items() if status in IN_PROGRESS),
            has_downloads=bool(counts),
            cycles=cycles,
            coverage=await self._coverage(),
            verdicts=_verdicts(counts),
            strange_imports=await self._strange_imports(),
        )

    async def _cycle(self, kind: str, waits: Mapping[int, str]) -> Cycle:
        newest = await self._parts.store.runs.recent(1, kind)
        last = newest[0] if newest else None
        schedule = self._parts.settings.schedules.get(kind)
        due = schedule.next_after(self._parts.clock.now()) if schedule else None
        open_run = last is not None and last.ended_at is None
        return Cycle(kind, last, waits.get(last.id) if last is not None and open_run else None, due)


def _verdicts(counts: Counts) -> dict[str, int]:
    """How many recordings are as listed, how many are not, and how many could not be checked."""
    totals = {"verified": 0, "mismatched": 0, "unknown": 0}
    for (_, verdict), number in counts.items():
        if verdict is None:
            continue
        name = "verified" if verdict is DurationVerdict.VERIFIED else "unknown"
        totals["mismatched" if verdict.is_mismatch else name] += number
    return totals


def _refused_hooks(calls: HookCalls) -> list[str]:
    """What is wrong with the completion hook, until a call is accepted."""
    refused = wording.since_the_last_good_one(calls)
    return [] if calls.refused_call is None else [f"{refused}; {wording.mend(calls.refused_call)}"]


def _failed(run: Run) -> str:
    return f"The last {CYCLES[run.kind].title.lower()} failed: {run.reason or 'no reason given'}"


@dataclass(slots=True)
class Counted(Generic[T]):
    """The result of *count*, which is called again once that would take no more than a twentieth of the time since.

    Of a small store it is always current; of a large one it may be some seconds old while many pages are open.
    """

    clock: Clock
    count: Callable[[], Awaitable[T]]
    _found: list[T] = field(default_factory=list)
    _good_until: float = 0.0

    async def __call__(self) -> T:
        """The figures."""
        began = self.clock.monotonic()
        if not self._found or began >= self._good_until:
            self._found = [await self.count()]
            ended = self.clock.monotonic()
            self._good_until = ended + (ended - began) * _SHARE
        return self._found[0]
