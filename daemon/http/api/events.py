"""The queue's events: the waiting ones, the results of the others, and decisions on the failed ones."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.operations import Number
from daemon.http.problems import ConflictError, existing
from daemon.wording import named
from domain.facts import EventVerdict
from store.decisions import Decisions
from store.queue.records import EventRecord

Limit = Annotated[int, Field(ge=1, le=1000)]


@dataclass(frozen=True, slots=True)
class Answered:
    """The result for an event."""

    event: int
    verdict: EventVerdict


async def newest(api: Api, *, limit: Limit = 50) -> list[EventRecord]:
    """The newest events, the open ones first."""
    return await api.parts.store.inbox.recent(limit=limit)


async def one(api: Api, number: Number) -> EventRecord:
    """An event."""
    return await existing(api.parts.store.inbox, number, "event")


async def retry(api: Api, number: Number) -> Reply[Answered]:
    """Retry an event that waits or failed for good; where a service refused our credentials, with one more try."""
    event = await api.parts.store.inbox.by_id(number)
    service = None if event is None else api.parts.dependencies.get(event.waits_for or "")
    if service is not None:
        service.invite()
    done = await _decisions(api).retry_event(number, now=api.parts.clock.now())
    return await _answered(api, number, EventVerdict.RETRIED, done=done)


async def dismiss(api: Api, number: Number) -> Reply[Answered]:
    """Dismiss an event that waits or failed for good."""
    done = await _decisions(api).dismiss_event(number, now=api.parts.clock.now())
    return await _answered(api, number, EventVerdict.DISMISSED, done=done)


def _decisions(api: Api) -> Decisions:
    return api.parts.store.decisions


async def _answered(api: Api, number: int, verdict: EventVerdict, *, done: bool) -> Reply[Answered]:
    if not done:
        event = await existing(api.parts.store.inbox, number, "event")
        raise ConflictError(f"event {number} is {named(event.verdict or 'settled')} already")
    return Reply(says=f"event {number} is {named(verdict)}", body=Answered(number, verdict))
