"""The events of one download as a story: what finished, what was only checked again, and how often."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from daemon.http.wording import event_name
from domain.events import TorrentFinished
from store.queue.records import EventRecord

_FINISHED: Final[str] = TorrentFinished.model_fields["kind"].default
_AT_ONCE: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened, once or several times in a row with the same result.

    `event` is the newest of them, `took` how long it was handled for, None for an open one and where that was at once;
    `since` is when the first was reported.
    """

    name: str
    event: EventRecord
    took: timedelta | None
    times: int
    since: datetime


def told(events: Sequence[EventRecord]) -> list[Happening]:
    """The story of these events, which come newest first."""
    named = list(_named(events))
    groups = groupby(
        named, key=lambda one: (one[0], one[1].verdict, one[1].reason, one[1].settled_at is None)
    )
    return [_happening([event for _, event in group], name) for (name, *_), group in groups]


def _named(events: Sequence[EventRecord]) -> Iterator[tuple[str, EventRecord]]:
    """Each with its words; a torrent that was reported as finished before finished again."""
    finishes = [one.id for one in events if one.kind == _FINISHED and "report" not in one.event]
    for one in events:
        again = one.id in finishes and one.id != min(finishes)
        yield "Reported as finished again" if again else event_name(one), one


def _happening(events: Sequence[EventRecord], name: str) -> Happening:
    newest = events[0]
    took = None if newest.settled_at is None else newest.settled_at - newest.created_at
    return Happening(
        name=name,
        event=newest,
        took=took if took is not None and took >= _AT_ONCE else None,
        times=len(events),
        since=events[-1].created_at,
    )
