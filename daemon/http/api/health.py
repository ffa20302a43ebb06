"""How the daemon is, told without asking anyone else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from daemon.http.api.acquisition import Mode
from daemon.http.api.context import Api
from daemon.parts import Parts
from domain.dependency import Dependency
from handlers.acquiring.gate import SWITCH


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHealth:
    """How the last calls to a service went; `refused` is why it is not asked at all until its key is another.

    `away_since` is when calls to it were stopped, but for one probe at a time; the next is at `next_probe`.
    """

    last_success: datetime | None
    last_error: datetime | None
    last_error_message: str | None
    refused: str | None
    away_since: datetime | None
    next_probe: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxHealth:
    """What waits, since when, and how much of it for a person."""

    depth: int
    oldest_age_seconds: int | None
    buried: int


@dataclass(frozen=True, slots=True)
class AcquisitionHealth:
    """Whether anything is acquired; `paused` is why not."""

    mode: Mode
    paused: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the daemon is; `leads` is false for all but one of several daemons on one store.

    `status` is ``degraded`` while the newest call to a service failed, a key is refused, or an event waits
    for a person.
    """

    status: Literal["ok", "degraded"]
    version: str
    uptime_seconds: int
    leads: bool
    dry_run: bool
    acquisition: AcquisitionHealth
    inbox: InboxHealth
    dependencies: Mapping[str, ServiceHealth]


async def health(api: Api) -> Health:
    """Health of the daemon and its services."""
    return await report(api.parts)


async def lives(_api: Api) -> str:
    """Whether the daemon is alive."""
    return "ok\n"


async def ready(api: Api) -> str:
    """Whether the store answers."""
    await api.parts.store.inbox.depth()  # raises when the store does not answer
    return "ok\n"


async def report(parts: Parts) -> Health:
    """Status, version, uptime, inbox and, per service, the last success and the last error."""
    now = parts.clock.now()
    depth = await parts.store.inbox.depth()
    troubled = [d.name for d in parts.dependencies.values() if d.failures_in_a_row or d.is_open]
    refused = await parts.google_books.why_refused() if parts.google_books else None
    age = None if depth.oldest is None else round((now - depth.oldest).total_seconds())
    return Health(
        status="degraded" if troubled or refused or depth.buried else "ok",
        version=parts.version,
        uptime_seconds=round((now - parts.started_at).total_seconds()),
        leads=parts.leadership.leads(),
        dry_run=parts.settings.dry_run,
        acquisition=AcquisitionHealth(parts.settings.acquisition, await parts.store.switches.why_off(SWITCH)),
        inbox=InboxHealth(depth=depth.waiting, oldest_age_seconds=age, buried=depth.buried),
        dependencies={
            name: _service(dependency, refused if name == "google_books" else None)
            for name, dependency in parts.dependencies.items()
        },
    )


def _service(dependency: Dependency, refused: str | None) -> ServiceHealth:
    breaker = dependency.breaker
    return ServiceHealth(
        last_success=dependency.last_success,
        last_error=dependency.last_error,
        last_error_message=dependency.last_error_message,
        refused=refused,
        away_since=breaker.opened_at,
        next_probe=breaker.next_probe,
    )
