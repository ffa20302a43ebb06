"""The daemon's health, from what is known already: no service is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from daemon.http.api.acquisition import Mode
from daemon.http.api.context import Api
from daemon.standing import ServiceStanding, standing
from domain.facts import ServiceState
from handlers.acquiring.gate import SWITCH


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHealth:
    """How a service is, and how the last calls to it went.

    `refused` is why it does not accept our credentials, and the fix. `away_since` is when calls to it were stopped,
    but for one probe at a time; the next is at `next_probe`.
    """

    state: ServiceState
    last_success: datetime | None
    last_error: datetime | None
    last_error_message: str | None
    refused: str | None
    away_since: datetime | None
    next_probe: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxHealth:
    """How many events wait, since when, and how many of them need a person."""

    depth: int
    oldest_age_seconds: int | None
    buried: int


@dataclass(frozen=True, slots=True)
class AcquisitionHealth:
    """Whether anything is acquired; `paused` is why not, and `queries` how many the list of books has."""

    mode: Mode
    paused: str | None
    queries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the daemon is; `leads` is false for all but one of several daemons on one store.

    `status` is ``degraded`` while the newest call to a service failed, a key, session or login is refused, the newest
    run of a cycle failed, or an event needs a person. `needs_person` counts everything that does, also what is
    only to be decided.
    """

    status: Literal["ok", "degraded"]
    version: str
    uptime_seconds: int
    leads: bool
    dry_run: bool
    acquisition: AcquisitionHealth
    inbox: InboxHealth
    needs_person: int
    dependencies: Mapping[str, ServiceHealth]


async def lives(_api: Api) -> str:
    """Whether the daemon is alive."""
    return "ok\n"


async def ready(api: Api) -> str:
    """Whether the store answers."""
    await api.parts.store.inbox.depth()  # raises when the store does not answer
    return "ok\n"


async def health(api: Api) -> Health:
    """Health of the daemon and its services."""
    parts = api.parts
    how, now = await standing(parts), parts.clock.now()
    depth = how.depth
    age = None if depth.oldest is None else round((now - depth.oldest).total_seconds())
    return Health(
        status="ok" if how.is_well else "degraded",
        version=parts.version,
        uptime_seconds=round((now - parts.started_at).total_seconds()),
        leads=parts.leadership.leads(),
        dry_run=parts.settings.dry_run,
        acquisition=AcquisitionHealth(
            mode=parts.settings.acquisition,
            paused=await parts.store.switches.why_off(SWITCH),
            queries=len(api.acquisition.search_for_books.queries),
        ),
        inbox=InboxHealth(depth=depth.waiting, oldest_age_seconds=age, buried=depth.buried),
        needs_person=how.waiting,
        dependencies={name: _service(one) for name, one in how.services.items()},
    )


def _service(one: ServiceStanding) -> ServiceHealth:
    return ServiceHealth(
        state=one.state,
        last_success=one.last_success,
        last_error=one.last_error,
        last_error_message=one.last_error_message,
        refused=one.reason if one.state is ServiceState.REFUSED else None,
        away_since=one.away_since,
        next_probe=one.next_probe,
    )
