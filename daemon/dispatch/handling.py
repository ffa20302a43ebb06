"""The meaning of a handler's answer or error for its event."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias

import structlog

from domain.counted import counted
from domain.errors import (
    CredentialsError,
    ElsewhereError,
    NeedsPersonError,
    NotFoundError,
    PermanentError,
    ScanningError,
    ShelfhookError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.looking import Expected
from domain.outcomes import Keep, Later, Outcome
from domain.retry import Wait
from store.queue.claims import Claim

HANDLER_LIMIT: Final = timedelta(minutes=2)

LEASE: Final = HANDLER_LIMIT + timedelta(seconds=30)
"""How long a claim is ours: longer than a handler may take."""

DEADLY: Final = 3
"""How often the daemon died while it handled an event, the last time with no other event in progress."""

Handler = Callable[[Any, int], Awaitable[Outcome]]

_log: Final = structlog.get_logger("shelfhook.dispatcher")


@dataclass(frozen=True, slots=True)
class Again:
    """Try again: why, when at the earliest, and what it costs.

    `outage` is an unavailable service's message, `refused_by` the service that refused our credentials, `expected`
    the library item that it waits for, `keep` what is stored with it.
    """

    kind: Wait
    reason: str
    looks: int
    attempts: int
    at_least: timedelta = timedelta(0)
    outage: UnavailableError | None = None
    refused_by: str | None = None
    expected: Expected | None = None
    keep: Keep = ()

    @property
    def about(self) -> dict[str, str]:
        """The service that it waits for, for a line of the log; nothing where it waits for none."""
        service = self.outage.service if self.outage is not None else self.refused_by
        return {} if service is None else {"service": service}


@dataclass(frozen=True, slots=True)
class HandOver:
    """Somebody else handles it: another daemon, or this one's next start."""

    reason: str


STOPPED: Final = HandOver("the daemon was stopped")

Answer: TypeAlias = Outcome | Again | HandOver | PermanentError


async def handle(claim: Claim, handler: Handler, *, limit: timedelta = HANDLER_LIMIT) -> Answer:
    """The handler's answer, or the meaning of its error; an error for an event that is not handled any more.

    It is stopped after *limit*. Its work in a thread continues, and its result is ignored; a handler that
    does not stop keeps its slot, and its event, which no other handler here gets meanwhile.
    """
    if (condemned := _condemned(claim)) is not None:
        return condemned
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await handler(claim.event, claim.id)
    except ScanningError as error:
        return Later(Wait.LIBRARY_SCAN, str(error))
    except ShelfhookError as error:
        return _meaning(error, claim)
    except TimeoutError:
        return Again(Wait.FAILURE, f"took longer than {limit.seconds} s", claim.looks, claim.attempt)
    except Exception as error:  # noqa: BLE001 - whatever a handler does, the event is not lost
        return _fault(error, claim)


def _meaning(error: ShelfhookError, claim: Claim) -> Again | PermanentError:
    """The consequence of one of our errors."""
    spent, looks = claim.attempt, claim.looks
    match error:
        case ElsewhereError():
            return Again(Wait.LEADER, str(error), looks, spent - 1, outage=error)
        case UnavailableError():
            return Again(Wait.OUTAGE, str(error), looks, spent - 1, outage=error)
        case TransientError():
            return Again(Wait.FAILURE, str(error), looks, spent, error.retry_after or timedelta(0))
        case NotFoundError() | UnexpectedAnswerError():
            # A missing thing may be found elsewhere the next time, and a proxy's page is replaced by the service.
            return Again(Wait.FAILURE, str(error), looks, spent)
        case CredentialsError():
            return Again(Wait.PERSON, str(error), looks + 1, spent - 1, refused_by=error.service)
        case NeedsPersonError():
            return Again(Wait.PERSON, str(error), looks + 1, spent - 1)
        case PermanentError():
            return error
    return _fault(error, claim)


def _fault(error: Exception, claim: Claim) -> Again:
    _log.exception("handler_failed")
    reason = f"internal error in shelfhook: {type(error).__name__}"
    return Again(Wait.FAILURE, reason, claim.looks, claim.attempt)


def _condemned(claim: Claim) -> PermanentError | None:
    """Why an event is not handled any more; None while it may be."""
    if claim.deaths < DEADLY:
        return None
    return PermanentError(
        f"the daemon ended {counted(claim.deaths, 'time', 'times')} while this was being handled, the last time with "
        "nothing else in progress: this is an error in shelfhook or its environment; the log shows what "
        "was done last"
    )
