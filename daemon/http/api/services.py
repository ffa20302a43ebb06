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
    """How a service is, in a few words; `tone` is good, bad or idle, `more` for who wants to know.

    `trouble` says in a sentence what is wrong; None when nothing is.
    """

    name: str
    tone: str
    told: str
    since: datetime | None
    more: str | None
    trouble: str | None = None


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
        troubles=[one.trouble for one in found if one.trouble],
        quotas=await _quotas(parts),
        depth=await parts.store.inbox.depth(),
        started_at=parts.started_at,
        leads=parts.leadership.leads(),
    )


def _service(parts: Parts, dependency: Dependency, refused: str | None) -> ServiceState:
    name, error = dependency.name, dependency.last_error_message
    if name == "google_books" and parts.google_books is None:
        return ServiceState(name, "idle", "not set up", None, None)
    if lacking := [one for one in missing(parts.settings) if one.service == name]:
        return ServiceState(name, "idle", "not set up", None, lacking[0].mend)
    if refused:
        return _bad(name, "refuses the key", None, refused)
    if dependency.is_open:
        breaker = dependency.breaker
        return _bad(name, "is away", breaker.next_probe, breaker.reason, then=", asked again")
    if dependency.failures_in_a_row:
        times = "" if dependency.failures_in_a_row == 1 else f" {dependency.failures_in_a_row} times in a row"
        return _bad(name, f"failed{times}", dependency.last_error, error)
    if dependency.last_success is None:
        return ServiceState(name, "idle", "not asked yet", None, None)
    return ServiceState(
        name, "good", "answered", dependency.last_success, _session(parts) if name == "mam" else None
    )


def _bad(name: str, what: str, since: datetime | None, more: str | None, *, then: str = "") -> ServiceState:
    return ServiceState(name, "bad", what + then, since, more, f"{TITLES[name]} {what}: {more}")


def _session(parts: Parts) -> str:
    return "by API session" if parts.settings.mam_access == "session" else "by login with name and password"


async def _quotas(parts: Parts) -> list[Quota]:
    lookups = Quota("books to look up", await parts.lookups.left(), parts.lookups.limit)
    if parts.google_books is None:
        return []
    budget = parts.google_books.budget
    return [Quota("requests to Google Books", await budget.left(), budget.limit), lookups]
