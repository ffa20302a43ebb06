"""The edges that notice new library items, made of the daemon's parts."""

from dataclasses import dataclass

from daemon.connections import Connections
from daemon.edges.listening import ListenForItems
from daemon.edges.looking import AMONG_OTHERS, LONGEST_REST, LookForItems
from daemon.parts import Parts
from daemon.wiring.library import Library


@dataclass(frozen=True, slots=True)
class NoticeItems:
    """By reading the newest items, and by the socket where that accepts the token."""

    look: LookForItems
    listen: ListenForItems | None


def build(parts: Parts, connections: Connections, library: Library) -> NoticeItems:
    """Put them together."""
    leads = parts.leadership.leads
    listen = None
    if connections.item_events is not None:
        listen = ListenForItems(
            events=connections.item_events, newest=library.newest, clock=parts.clock, leads=leads
        )
    look = LookForItems(
        newest=library.newest,
        expected=parts.store.expected,
        audiobookshelf=connections.audiobookshelf,
        awaiting=parts.awaiting,
        clock=parts.clock,
        leads=leads,
        notified=lambda: listen is not None and listen.connected,
        longest_rest=LONGEST_REST if parts.store.db.is_sqlite else AMONG_OTHERS,
    )
    return NoticeItems(look, listen)
