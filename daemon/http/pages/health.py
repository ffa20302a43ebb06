"""Whether everything is well, in a sentence, and service by service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from daemon.config.problems import missing
from daemon.http.pages.wording import SERVICES
from daemon.parts import Parts
from domain.dependency import Dependency
from domain.facts import RunStatus

if TYPE_CHECKING:
    from daemon.http.pages.overview import Cycle


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its tone, what is known of it in a few words, and since when; `more` for who wants to know."""

    name: str
    tone: str
    told: str
    since: datetime | None
    more: str | None


async def health_of(parts: Parts, cycles: Sequence["Cycle"]) -> dict[str, Any]:
    """The services, the quotas, the inbox, and what is wrong in a sentence each."""
    depth = await parts.inbox.depth()
    refused = await parts.google_books.why_refused() if parts.google_books else None
    services = [
        _service(parts, one, refused if name == "google_books" else None)
        for name, one in parts.dependencies.items()
    ]
    return {
        "services": services,
        "troubles": [*_troubles(services), *_failed(cycles)],
        "depth": depth,
        "quotas": await _quotas(parts),
        "started_at": parts.started_at,
        "leads": parts.leadership.leads(),
    }


def _service(parts: Parts, dependency: Dependency, refused: str | None) -> Service:
    name, error = dependency.name, dependency.last_error_message
    if _not_set(parts, name):
        return Service(name, "idle", "not set up", None, None)
    if refused:
        return Service(name, "bad", "refuses the key", None, refused)
    if dependency.is_open:
        return Service(
            name, "bad", "is away, asked again", dependency.breaker.next_probe, dependency.breaker.reason
        )
    if dependency.failures_in_a_row:
        times = "" if dependency.failures_in_a_row == 1 else f" {dependency.failures_in_a_row} times in a row"
        return Service(name, "bad", f"failed{times}", dependency.last_error, error)
    if dependency.last_success is None:
        return Service(name, "idle", "not asked yet", None, None)
    return Service(
        name, "good", "answered", dependency.last_success, _session(parts) if name == "mam" else None
    )


def _not_set(parts: Parts, name: str) -> bool:
    title = {"mam": "MAM", "audiobookshelf": "Audiobookshelf"}.get(name)
    if name == "google_books":
        return parts.google_books is None
    return title is not None and any(one.startswith(title) for one in missing(parts.settings))


def _session(parts: Parts) -> str:
    return "by API session" if parts.settings.mam_id is not None else "by login with name and password"


def _troubles(services: Sequence[Service]) -> list[str]:
    return [
        f"{SERVICES[one.name]} {one.told.partition(',')[0]}: {one.more}"
        for one in services
        if one.tone == "bad"
    ]


def _failed(cycles: Sequence["Cycle"]) -> list[str]:
    return [
        f"The last {one.kind} run failed: {one.last.reason or 'it left no reason'}"
        for one in cycles
        if one.last is not None and one.last.status is RunStatus.FAILED
    ]


async def _quotas(parts: Parts) -> list[tuple[str, int, int]]:
    """What may still be used today: its name, how much is left, of how much."""
    lookups = ("books to look up", await parts.lookups.left(), parts.lookups.limit)
    if parts.google_books is None:
        return []
    budget = parts.google_books.budget
    return [("requests to Google Books", await budget.left(), budget.limit), lookups]
