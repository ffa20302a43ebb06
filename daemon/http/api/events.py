"""The queue's events: the waiting ones, the results of the others, and decisions on the failed ones."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from daemon.http.answers import Reply, widened
from daemon.http.api.context import Api
from daemon.http.api.operations import Number
from daemon.http.problems import ConflictError, existing
from daemon.words.wording import named
from domain.facts import EventVerdict
from domain.mentions import in_key
from store.decisions import Decisions
from store.queue.records import EventRecord

Limit = Annotated[int, Field(ge=1, le=1000)]


@dataclass(frozen=True, slots=True)
class Answered:
    """The result for an event."""

    event: int
    verdict: EventVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledEvent(EventRecord):
    """An event, and the title of the book that it is about; None where it is about none, or that has no title."""

    title: str | None


async def newest(api: Api, *, limit: Limit = 50) -> list[TitledEvent]:
    """The newest events, the open ones first."""
    return await _titled(api, await api.parts.store.inbox.recent(limit=limit))


async def one(api: Api, number: Number) -> TitledEvent:
    """An event."""
    found = await _titled(api, [await existing(api.parts.store.inbox, number, "event")])
    return found[0]


async def _titled(api: Api, events: Collection[EventRecord]) -> list[TitledEvent]:
    mentions = {event.id: mention for event in events if (mention := in_key(event.key)) is not None}
    subjects = await api.parts.store.views.subjects.by(mentions)
    titles = {number: one.title for number, one in subjects.items()}
    return [widened(TitledEvent, event, title=titles.get(event.id)) for event in events]


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
