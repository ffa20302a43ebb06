"""What the first page says, as JSON: ``shelfhook status`` shows it on a terminal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.api import answer
from daemon.http.api.operations import operation
from daemon.http.pages.overview import Cycle, Overview
from daemon.http.pages.waiting import GivenUp
from daemon.parts import Parts
from domain.facts import DurationVerdict, EventVerdict, ProofKind, ReasonKind, RunStatus, Status
from store.downloads import Download
from store.views.activity import Completion


class ServiceState(TypedDict):
    """How a service is, in a few words; `tone` is good, bad or idle."""

    name: str
    tone: str
    told: str
    since: datetime | None
    more: str | None


class Waiting(TypedDict):
    """Something that waits for a person, with its reason; `event` or `download` is what may be decided on."""

    download: int | None
    event: int | None
    title: str | None
    author: str | None
    status: Status | Literal[EventVerdict.BURIED]
    reason: str | None
    reason_kind: ReasonKind | None
    candidates: int


class Finished(TypedDict):
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


class CycleState(TypedDict):
    """A cycle: how its newest run stands, what that waits for, and when the next is due."""

    kind: str
    status: RunStatus | None
    reason: str | None
    started_at: datetime | None
    ended_at: datetime | None
    waits: str | None
    due: datetime | None


class Quota(TypedDict):
    """What is left of a day's quota."""

    name: str
    left: int
    limit: int


class Everything(TypedDict):
    """What the first page shows; `now` is the daemon's time, `waiting_total` counts also what is not named."""

    now: datetime
    troubles: list[str]
    services: list[ServiceState]
    quotas: list[Quota]
    waiting: list[Waiting]
    waiting_total: int
    in_progress: int
    completions: list[Finished]
    cycles: list[CycleState]
    verdicts: dict[str, int]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /api/overview``."""
    overview = Overview(parts)

    @operation("What happens, what waits for a person, and what comes next", Everything)
    async def show(_request: web.Request) -> web.Response:
        return answer({"now": parts.clock.now(), **_view(await overview.shown())})

    return [web.get("/api/overview", show)]


def _view(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    health, waiting = shown["health"], shown["waiting"]
    undecided = [_undecided(one) for one in [*waiting["undecided"], *waiting["proposed"]]]
    return {
        "troubles": health["troubles"],
        "services": [
            {"name": one.name, "tone": one.tone, "told": one.told, "since": one.since, "more": one.more}
            for one in health["services"]
        ],
        "quotas": [{"name": name, "left": left, "limit": limit} for name, left, limit in health["quotas"]],
        "waiting": [*undecided, *map(_given_up, waiting["given_up"])],
        "waiting_total": waiting["total"],
        "in_progress": shown["in_progress_count"],
        "completions": list(map(_finished, shown["completions"])),
        "cycles": list(map(_cycle, shown["cycles"])),
        "verdicts": shown["verdicts"],
    }


def _undecided(download: Download) -> Mapping[str, Any]:
    return {
        "download": download.id,
        "event": None,
        "title": download.title,
        "author": download.author,
        "status": download.status,
        "reason": download.reason or download.chosen_because,
        "reason_kind": download.reason_kind,
        "candidates": len(download.candidates or ()),
    }


def _given_up(one: GivenUp) -> Mapping[str, Any]:
    return {
        "download": one.download.id if one.download else None,
        "event": one.event["id"],
        "title": one.download.title if one.download else one.event["kind"],
        "author": one.download.author if one.download else None,
        "status": EventVerdict.BURIED,
        "reason": one.event["reason"],
        "reason_kind": None,
        "candidates": 0,
    }


def _finished(one: Completion) -> Mapping[str, Any]:
    download = one.download
    return {
        "download": download.id,
        "title": download.title,
        "author": download.author,
        "status": download.status,
        "reason": download.reason,
        "seen_at": one.seen_at,
        "took_seconds": None if one.took is None else one.took.total_seconds(),
        "proof_kind": download.proof_kind,
        "duration_check": download.duration_check,
        "duration_verdict": download.duration_verdict,
    }


def _cycle(one: Cycle) -> Mapping[str, Any]:
    last = one.last
    return {
        "kind": one.kind,
        "status": last.status if last else None,
        "reason": last.reason if last else None,
        "started_at": last.started_at if last else None,
        "ended_at": last.ended_at if last else None,
        "waits": one.waits,
        "due": one.due,
    }
