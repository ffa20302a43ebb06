"""What happens: the queue's events, and the newest lines of the log."""

import asyncio

from aiohttp import web

from daemon.http import wording
from daemon.http.api.events import WantedEvents
from daemon.http.pages.list_query import ListQuery, shown
from daemon.http.pages.rendering import SITE
from daemon.kept_log.reading import Level, LineQuery, page
from daemon.words.event_kinds import EVENT_KINDS
from daemon.words.wording import capital, named
from domain.event_state import EventState
from domain.mentions import in_key, in_values
from domain.services import SERVICES, TITLES
from store.views.pages import Order


async def events(request: web.Request) -> web.Response:
    """A page of the events: what each is about, its result, and what may be decided about it."""
    site, query = (
        request.app[SITE],
        ListQuery.of(request, "kind", "state", "book", orders=(Order.NEWEST, Order.OLDEST)),
    )
    store, asked = site.api.parts.store, query.filters
    kind, state, book = asked.get("kind"), asked.get("state"), asked.get("book")
    wanted = WantedEvents(
        text=query.text,
        kind=kind if kind in EVENT_KINDS else None,
        state=EventState(state) if state in set(EventState) else None,
        book=book,
    )
    found = await wanted.page(store, query.part, query.order)
    states = {"": "Any state"} | {one.value: capital(named(one)) for one in EventState}
    filters = {"kind": {"": "All events"} | dict(EVENT_KINDS), "state": states, "book": book}
    mentions = {one.key: mention for one in found.rows if (mention := in_key(one.key)) is not None}
    more = {"filters": filters, "subjects": await store.views.subjects.by(mentions), "book": book}
    return site.page(request, "events.html", shown(query, found) | more)


async def lines(request: web.Request) -> web.Response:
    """A page of the log's newest lines."""
    site, query = request.app[SITE], ListQuery.of(request, "level", "service", "book")
    store, asked = site.api.parts.store, query.filters
    level, service, book = asked.get("level"), asked.get("service"), asked.get("book")
    which = LineQuery(
        text=query.text,
        or_about=await store.views.subjects.named(query.text),
        level=Level(level) if level in set(Level) else Level.DEBUG,
        service=service if service in SERVICES else None,
        about=await store.views.subjects.one(book) if book else None,
    )
    found = await asyncio.to_thread(page, site.api.parts.kept_log, which, query.part)
    filters = {
        "level": {"": "All lines", **wording.LEVELS},
        "service": {"": "All services"} | dict(TITLES),
        "book": book,
    }
    mentions = {one.number: mention for one in found.rows if (mention := in_values(one.values)) is not None}
    more = {"filters": filters, "subjects": await store.views.subjects.by(mentions), "book": book}
    return site.page(request, "log.html", shown(query, found) | more)
