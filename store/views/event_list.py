"""The events as a list that a person searches and turns the pages of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, or_, select, union_all

from domain.facts import EventVerdict
from domain.mentions import KINDS, Means, Mention, keys_of
from domain.search_text import search_terms
from store.database import Database
from store.queue.inbox import is_buried
from store.queue.records import EventRecord, events_of
from store.tables import BOOKS, DOWNLOADS, EVENTS
from store.views.pages import Order
from store.views.paging import Page, Slice
from store.views.words import FEW


@dataclass(frozen=True, slots=True)
class EventList:
    """The events of one store."""

    db: Database

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
        """Some of the events.

        Args:
            part: Which of them.
            text: Words of the reason, of the key, or of the book that it is about; empty finds all.
            kind: Only of this kind.
            verdicts: Only those that were settled so; an empty one finds those that are open.
            about: Only those that mean one of these.
            order: The oldest or the newest first.
        """
        conditions = [_words(text)] if text.split() else []
        if kind is not None:
            conditions.append(EVENTS.c.kind == kind)
        if verdicts is not None:
            conditions.append(_settled(verdicts))
        if about is not None:
            conditions.append(EVENTS.c.key.in_([key for one in about for key in keys_of(one)]))
        found = select(EVENTS.c.id).where(*conditions)
        # Of few among many the index of their state is read, and not all events in their order.
        by = (
            EVENTS.c.id + 0
            if verdicts is not None and set(verdicts) <= {EventVerdict.BURIED}
            else EVENTS.c.id
        )
        ids = found.order_by(by if order is Order.OLDEST else by.desc())
        return await self.db.read(lambda connection: _page(connection, ids, part, counted=bool(conditions)))


def _page(connection: Connection, ids: Select[Any], part: Slice, *, counted: bool) -> Page[EventRecord]:
    """A page; of narrowed down events no more than some are counted."""
    some = ids.order_by(None).limit(FEW + 1).subquery()
    total = connection.execute(select(func.count()).select_from(some if counted else EVENTS)).scalar_one()
    more = counted and total > FEW
    total = FEW if more else total
    size = max(0, min(part.size, total - part.start))
    numbers = connection.execute(ids.limit(size).offset(part.start)).scalars().all()
    rows = {one.id: one for one in events_of(select(EVENTS).where(EVENTS.c.id.in_(numbers)))(connection)}
    return Page([rows[number] for number in numbers], total, more=more)


def _settled(verdicts: Collection[EventVerdict]) -> ColumnElement[bool]:
    """One of these verdicts, or none yet; of buried ones in the words of their index."""
    if set(verdicts) == {EventVerdict.BURIED}:
        return is_buried()
    return EVENTS.c.verdict.in_(verdicts) if verdicts else EVENTS.c.settled_at.is_(None)


def _words(text: str) -> ColumnElement[bool]:
    """All words in the reason or the key, or all of them in the event's book."""
    in_event = (
        or_(EVENTS.c.reason.icontains(word, autoescape=True), EVENTS.c.key.icontains(word, autoescape=True))
        for word in text.split()
    )
    terms = search_terms(text)
    return or_(and_(*in_event), _of_books(terms)) if terms else and_(*in_event)


def _of_books(terms: Collection[str]) -> ColumnElement[bool]:
    """That an event means a book with all these words."""
    about = func.substr(EVENTS.c.key, func.length(EVENTS.c.kind) + 2)
    downloads = [DOWNLOADS.c.search_text.contains(term, autoescape=True) for term in terms]
    books = [BOOKS.c.search_text.contains(term, autoescape=True) for term in terms]
    hashes = (DOWNLOADS.c.info_hash, DOWNLOADS.c.infohash_v1, DOWNLOADS.c.infohash_v2)
    named: dict[Means, Any] = {
        Means.TORRENT: union_all(*(select(one).where(one.is_not(None), *downloads) for one in hashes)),
        Means.DOWNLOAD: select(cast(DOWNLOADS.c.id, String)).where(*downloads),
        Means.ITEM: select(BOOKS.c.item_id).where(*books),
    }
    return or_(*(EVENTS.c.kind.in_(KINDS[means]) & about.in_(names) for means, names in named.items()))
