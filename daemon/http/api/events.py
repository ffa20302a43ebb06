"""The queue's events: the waiting ones, the results of the others, and decisions on the failed ones."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from daemon.http.answers import Reply, widened
from daemon.http.api.context import Api
from daemon.http.api.operations import Number
from daemon.http.inputs import Text
from daemon.http.problems import ConflictError, existing
from daemon.words.event_kinds import EVENT_KINDS
from daemon.words.wording import named
from domain.event_state import EventState
from domain.facts import EventVerdict
from domain.mentions import in_key
from store.decisions import Decisions
from store.queue.records import EventRecord
from store.store import Store
from store.views.pages import Order
from store.views.paging import Page, Slice

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(EVENT_KINDS)]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEvents:
    """Which events are asked for.

    Args:
        text: Words of the reason, of the key, or of the book that it is about; empty for any.
        kind: Their kind; None for any.
        state: Their state; None for any.
        book: A download's number or a library item's id that they are about; None for any.
    """

    text: str = ""
    kind: str | None = None
    state: EventState | None = None
    book: str | None = None

    async def page(self, store: Store, part: Slice, order: Order = Order.NEWEST) -> Page[EventRecord]:
        """Some of them."""
        return await store.views.event_list.page(
            part,
            text=self.text,
            kind=self.kind,
            verdicts=None if self.state is None else self.state.verdicts,
            about=None if self.book is None else await store.views.subjects.one(self.book),
            order=order,
        )


async def newest(
    api: Api,
    *,
    limit: Limit = 50,
    q: Text = "",
    kind: Kind | None = None,
    state: EventState | None = None,
    book: Text | None = None,
) -> list[TitledEvent]:
    """The newest events, the open ones first; or those with words, of a kind, in a state or about a book, the newest first."""
    store, wanted = api.parts.store, WantedEvents(text=q, kind=kind, state=state, book=book or None)
    if wanted == WantedEvents():
        return await _titled(api, await store.inbox.recent(limit=limit))
    return await _titled(api, (await wanted.page(store, Slice(0, limit))).rows)


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
