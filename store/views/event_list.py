"""The events as a list that a person searches and turns the pages of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection

from domain.facts import EventVerdict
from domain.mentions import Mention
from store.kept import Kept
from store.queue.inbox import is_buried
from store.queue.records import EventRecord, event_from
from store.tables import EVENTS
from store.views.event_words import about_one_of, event_words
from store.views.pages import Order
from store.views.paging import Page, Slice, Sorting, Wanted, find, records
from store.views.words import Having

_EVENTS: Final = records(event_from, EVENTS.c.id)


@dataclass(frozen=True, slots=True)
class EventList:
    """The events of one store."""

    kept: Kept

    async def page(
        self,
        part: Slice,
        *,
        text: str = "",
        kind: str | None = None,
        verdicts: Collection[EventVerdict] | None = None,
        about: Collection[Mention] | None = None,
        order: Order = Order.NEWEST,
    ) -> Page[EventRecord]:
        """Some of the events; of narrowed down ones no more than some are counted.

        Args:
            part: Which of them.
            text: Words of the reason and the key, or of the book that it is about; empty finds all.
            kind: Only of this kind.
            verdicts: Only those that were settled so; an empty one finds those that are open.
            about: Only those that mean one of these.
            order: The oldest or the newest first.
        """
        conditions = [] if verdicts is None else [_settled(verdicts)]
        if about is not None:
            conditions.append(about_one_of(about))
        is_whole = not conditions and kind is None
        wanted = Wanted(
            key=EVENTS.c.id,
            conditions=conditions,
            equal={} if kind is None else {EVENTS.c.kind: [kind]},
            narrow=event_words(text) or (None if is_whole else _no_further),
            sorting=Sorting(EVENTS.c.id, down=order is Order.NEWEST),
            part=part,
            asked=(text, order),
        )
        name = ("events", kind, *(None if some is None else frozenset(some) for some in (verdicts, about)))
        return await find(self.kept, wanted, name, _EVENTS)


def _no_further(_connection: Connection) -> Having:
    return Having(())


def _settled(verdicts: Collection[EventVerdict]) -> ColumnElement[bool]:
    """One of these verdicts, or none yet; of buried ones in the words of their index."""
    if set(verdicts) == {EventVerdict.BURIED}:
        return is_buried()
    return EVENTS.c.verdict.in_(verdicts) if verdicts else EVENTS.c.settled_at.is_(None)
