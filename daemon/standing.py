"""The state of the services and of the work: the one source of health, page, status, metrics and notifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon.config.problems import missing
from daemon.parts import Parts
from domain.cycles import CYCLES
from domain.dependency import Dependency
from domain.facts import RunStatus, ServiceState
from domain.services import after_title
from store.queue.inbox import Depth
from store.runs import Run
from store.views.waiting import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStanding:
    """How one service is.

    Args:
        name: One of `domain.services.SERVICES`.
        state: Its most important state.
        said: Why it is not available, as it follows the service's name, with the fix if that is known; None when nothing
            is wrong.
        failures: Calls that failed since the last one that was answered.
        last_success: When a call last succeeded.
        last_error: When it last did not.
        last_error_message: The message of its last error.
        away_since: When calls to it were stopped, but for one probe at a time.
        next_probe: When it is asked again; None when that takes a person's word.
    """

    name: str
    state: ServiceState
    said: str | None
    failures: int
    last_success: datetime | None
    last_error: datetime | None
    last_error_message: str | None
    away_since: datetime | None
    next_probe: datetime | None

    @property
    def reason(self) -> str | None:
        """The same in a whole sentence."""
        return None if self.said is None else after_title(self.name, self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of everything.

    Args:
        services: By name.
        depth: Of the queue.
        in_store: What in the store needs a person.
        hook_refused: Whether the completion hook's last call was refused.
        failed: The cycles' newest runs that failed, other than those which a service's refusal ended and those that a
            person dismissed.
    """

    services: Mapping[str, ServiceStanding]
    depth: Depth
    in_store: Waiting
    hook_refused: bool
    failed: Sequence[Run]

    @property
    def troubled(self) -> Sequence[ServiceStanding]:
        """The services with which something is wrong."""
        return [one for one in self.services.values() if one.reason is not None]

    @property
    def refusing(self) -> Sequence[ServiceStanding]:
        """The services that refuse our credentials, and so need a person too."""
        return [one for one in self.services.values() if one.state is ServiceState.REFUSED]

    @property
    def waiting(self) -> int:
        """How many things wait for a person."""
        return self.in_store.total + len(self.refusing)

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong: services, hook, queue and cycles. A decision that a person may take is not."""
        wrong = (self.troubled, self.hook_refused, self.failed, self.depth.buried, self.in_store.asking)
        return not any(wrong)


async def standing(parts: Parts) -> Standing:
    """The known state, without calling any service."""
    for dependency in parts.dependencies.values():
        await dependency.refresh()
    unset = not_set_up(parts)
    newest = [one for kind in CYCLES for one in await parts.store.runs.recent(1, kind)]
    return Standing(
        services={name: _service(one, unset=name in unset) for name, one in parts.dependencies.items()},
        depth=await parts.store.inbox.depth(),
        in_store=await parts.store.views.waiting.count(),
        hook_refused=parts.hook_calls.refused_call is not None,
        failed=[one for one in newest if _is_trouble(one)],
    )


def _is_trouble(newest: Run) -> bool:
    return newest.status is RunStatus.FAILED and newest.refused_by is None and not newest.is_dismissed


def not_set_up(parts: Parts) -> Mapping[str, str | None]:
    """The services that are not configured, or not fully, each with what to set if the daemon needs it."""
    unset: dict[str, str | None] = {one.service: one.mend for one in missing(parts.settings)}
    return unset if parts.google_books else unset | {"google_books": None}


def _service(dependency: Dependency, *, unset: bool) -> ServiceStanding:
    state, said = _state(dependency, unset=unset)
    breaker, last = dependency.breaker, dependency.last_error_message
    return ServiceStanding(
        name=dependency.name,
        state=state,
        said=said,
        failures=dependency.failures_in_a_row,
        last_success=dependency.last_success,
        last_error=dependency.last_error,
        last_error_message=last and after_title(dependency.name, last),
        away_since=breaker.opened_at,
        next_probe=breaker.next_probe,
    )


def _state(dependency: Dependency, *, unset: bool) -> tuple[ServiceState, str | None]:
    if dependency.refused is not None and not unset:
        return ServiceState.REFUSED, dependency.refused
    if dependency.is_open:
        return ServiceState.UNAVAILABLE, dependency.breaker.reason
    if dependency.failures_in_a_row:
        return ServiceState.FAILING, dependency.last_error_message or ""
    if unset:
        return ServiceState.NOT_SET_UP, None
    return ServiceState.UNKNOWN if dependency.last_success is None else ServiceState.AVAILABLE, None
