"""How each service is, in a few words, and what is wrong, in a sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon.config.problems import missing
from daemon.parts import Parts
from domain.dependency import Dependency
from domain.services import TITLES
from store.queue.inbox import Depth


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How a service is, in a few words; `tone` is good, bad or idle, `more` for who wants to know."""

    name: str
    tone: str
    told: str
    since: datetime | None
    more: str | None


@dataclass(frozen=True, slots=True)
class Quota:
    """What may still be used today."""

    name: str
    left: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services, what is wrong with them, what may still be used today, and the inbox."""

    services: Sequence[ServiceState]
    troubles: Sequence[str]
    quotas: Sequence[Quota]
    depth: Depth
    started_at: datetime
    leads: bool


async def services(parts: Parts) -> Services:
    """What is known of them without asking."""
    refused = await parts.google_books.why_refused() if parts.google_books else None
    found = [
        _service(parts, one, refused if name == "google_books" else None)
        for name, one in parts.dependencies.items()
    ]
    return Services(
        services=found,
        troubles=_troubles(found),
        quotas=await _quotas(parts),
        depth=await parts.store.inbox.depth(),
        started_at=parts.started_at,
        leads=parts.leadership.leads(),
    )


def _service(parts: Parts, dependency: Dependency, refused: str | None) -> ServiceState:
    name, error = dependency.name, dependency.last_error_message
    if _not_set(parts, name):
        return ServiceState(name, "idle", "not set up", None, None)
    if refused:
        return ServiceState(name, "bad", "refuses the key", None, refused)
    if dependency.is_open:
        return ServiceState(
            name, "bad", "is away, asked again", dependency.breaker.next_probe, dependency.breaker.reason
        )
    if dependency.failures_in_a_row:
        times = "" if dependency.failures_in_a_row == 1 else f" {dependency.failures_in_a_row} times in a row"
        return ServiceState(name, "bad", f"failed{times}", dependency.last_error, error)
    if dependency.last_success is None:
        return ServiceState(name, "idle", "not asked yet", None, None)
    return ServiceState(
        name, "good", "answered", dependency.last_success, _session(parts) if name == "mam" else None
    )


def _not_set(parts: Parts, name: str) -> bool:
    title = {"mam": "MAM", "audiobookshelf": "Audiobookshelf"}.get(name)
    if name == "google_books":
        return parts.google_books is None
    return title is not None and any(one.startswith(title) for one in missing(parts.settings))


def _session(parts: Parts) -> str:
    return "by API session" if parts.settings.mam_id is not None else "by login with name and password"


def _troubles(services: Sequence[ServiceState]) -> list[str]:
    return [
        f"{TITLES[one.name]} {one.told.partition(',')[0]}: {one.more}"
        for one in services
        if one.tone == "bad"
    ]


async def _quotas(parts: Parts) -> list[Quota]:
    lookups = Quota("books to look up", await parts.lookups.left(), parts.lookups.limit)
    if parts.google_books is None:
        return []
    budget = parts.google_books.budget
    return [Quota("requests to Google Books", await budget.left(), budget.limit), lookups]
