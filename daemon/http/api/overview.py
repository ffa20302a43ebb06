"""The first page as JSON, for ``shelfhook status``; and how much of the library was looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from daemon.config.enriching import GOOGLE
from daemon.config.problems import missing
from daemon.http.api.context import Api
from daemon.http.api.services import Quota, ServiceShown
from daemon.http.api.situation import Cycle, Situation
from daemon.http.api.waiting import GivenUp
from daemon.parts import Parts
from daemon.standing import ServiceStanding
from domain.facts import (
    DurationVerdict,
    EventVerdict,
    ProofKind,
    ReasonKind,
    RunStatus,
    ServiceState,
    Status,
)
from domain.services import TITLES, after_title
from handlers.enriching.google_books import NOT_CONFIGURED
from store.downloads import Download
from store.source_answers import AnswerCount
from store.views.activity import Completion
from store.views.waiting import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits for a person, with its reason.

    `download`, `event` or `service` is what a person may decide on; several events may have the reason of `event`.
    """

    download: int | None = None
    event: int | None = None
    service: str | None = None
    title: str | None
    author: str | None
    status: Status | Literal[EventVerdict.BURIED, ServiceState.REFUSED]
    reason: str | None
    reason_kind: ReasonKind | None = None
    candidates: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A completion: `took_seconds` is None while it is not applied, `proof_kind` how its item was found."""

    download: int
    title: str | None
    author: str | None
    status: Status
    reason: str | None
    seen_at: datetime
    took_seconds: float | None
    proof_kind: ProofKind | None
    duration_check: str | None
    duration_verdict: DurationVerdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleState:
    """A cycle: the state of its newest run, what that waits for, and when the next is due."""

    kind: str
    status: RunStatus | None
    reason: str | None
    started_at: datetime | None
    ended_at: datetime | None
    waits: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The content of the first page; `now` is the daemon's time, `timezone` that of its schedules, `page` its address.

    `missing` says what has to be set before anything is done, and is empty from then on. `waiting_total` also counts what
    is not listed; `strange_imports` are those whose book or torrent went, at least so many while not
    `strange_imports_counted`. `failed_runs` are the troubles that a person may dismiss.
    """

    now: datetime
    timezone: str
    page: str
    missing: Sequence[str]
    troubles: Sequence[str]
    failed_runs: Sequence[int]
    services: Sequence[ServiceShown]
    quotas: Sequence[Quota]
    waiting: Sequence[Waiting]
    waiting_total: int
    in_progress: int
    completions: Sequence[Finished]
    cycles: Sequence[CycleState]
    verdicts: Mapping[str, int]
    strange_imports: int
    strange_imports_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """How much of the library was looked up at Google Books, `problem` is why not; and the answers of each source."""

    total: int
    updated: int
    pending: int
    percent: float
    oldest: datetime | None
    newest: datetime | None
    average_age_seconds: int | None
    fields: Mapping[str, int]
    problem: str | None
    sources: Sequence[AnswerCount]


async def coverage(api: Api) -> LookedUp:
    """How much of the library was looked up, and how complete it is."""
    covered = await api.parts.store.enrichment.coverage(now=api.parts.clock.now())
    age = covered.average_age
    return LookedUp(
        total=covered.total,
        updated=covered.updated,
        pending=covered.pending,
        percent=covered.percent,
        oldest=covered.oldest,
        newest=covered.newest,
        average_age_seconds=None if age is None else round(age.total_seconds()),
        fields=covered.fields,
        problem=_problem(api.parts),
        sources=await api.parts.store.source_answers.counts(),
    )


def _problem(parts: Parts) -> str | None:
    """Why Google Books is not asked, although it is a source."""
    if GOOGLE not in parts.settings.enrichment_sources:
        return None
    if parts.google_books is None:
        return NOT_CONFIGURED
    return (said := parts.dependencies["google_books"].refused) and after_title("google_books", said)


async def overview(api: Api) -> Overview:
    """The content of the first page."""
    return _overview(await api.watch.situation(), api.parts)


def _overview(seen: Situation, parts: Parts) -> Overview:
    waits = seen.waiting
    return Overview(
        now=seen.now,
        timezone=parts.settings.timezone.key,
        page=parts.page_url,
        missing=list(map(str, missing(parts.settings))),
        troubles=seen.troubles,
        failed_runs=[run.id for run in seen.standing.failed],
        services=seen.services,
        quotas=seen.quotas,
        waiting=[
            *map(_refusing, waits.refusing),
            *map(_undecided, [*waits.undecided, *waits.proposed]),
            *map(_asking, waits.asking),
            *map(_given_up, waits.given_up),
        ],
        waiting_total=waits.total,
        in_progress=seen.in_progress_count,
        completions=list(map(_finished, seen.completions)),
        cycles=list(map(_cycle, seen.cycles)),
        verdicts=seen.verdicts,
        strange_imports=seen.strange_imports.number,
        strange_imports_counted=seen.strange_imports.is_whole,
    )


def _refusing(one: ServiceStanding) -> Waiting:
    return Waiting(
        service=one.name, title=TITLES[one.name], author=None, status=ServiceState.REFUSED, reason=one.reason
    )


def _asking(one: Asking) -> Waiting:
    return Waiting(
        event=one.event,
        title=None if one.number == 1 else f"{one.number} events",
        author=None,
        status=Status.NEEDS_PERSON,
        reason=one.reason,
    )


def _undecided(download: Download) -> Waiting:
    return Waiting(
        download=download.id,
        title=download.title,
        author=download.author,
        status=download.status,
        reason=download.reason or download.chosen_because,
        reason_kind=download.reason_kind,
        candidates=len(download.candidates or ()),
    )


def _given_up(one: GivenUp) -> Waiting:
    return Waiting(
        download=one.download.id if one.download else None,
        event=one.event.id,
        title=one.download.title if one.download else one.event.kind,
        author=one.download.author if one.download else None,
        status=EventVerdict.BURIED,
        reason=one.event.reason,
    )


def _finished(one: Completion) -> Finished:
    download = one.download
    return Finished(
        download=download.id,
        title=download.title,
        author=download.author,
        status=download.status,
        reason=download.reason,
        seen_at=one.seen_at,
        took_seconds=None if one.took is None else one.took.total_seconds(),
        proof_kind=download.proof_kind,
        duration_check=download.duration_check,
        duration_verdict=download.duration_verdict,
    )


def _cycle(one: Cycle) -> CycleState:
    last = one.last
    return CycleState(
        kind=one.kind,
        status=last.status if last else None,
        reason=last.reason if last else None,
        started_at=last.started_at if last else None,
        ended_at=last.ended_at if last else None,
        waits=one.waits,
        due=one.due,
    )
