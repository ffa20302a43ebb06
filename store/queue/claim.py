"""A claimed event, and its outcome."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import events
from domain.events import Event
from domain.facts import EventVerdict
from domain.outcomes import Progress


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that this daemon may handle until its lease ends.

    `attempt` counts from 1; `looks` counts the times that it was too early. `signals` is how often the fact had
    been reported when the event was claimed, the first time at `created_at`. `deaths` is how often in a row the
    process ended while it handled the event.
    """

    id: int
    event: Event
    created_at: datetime
    attempt: int
    looks: int
    wait: str | None
    signals: int
    token: str
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """The outcome of an event: done, dropped or buried, the reason, and the events that follow."""

    verdict: EventVerdict
    reason: str
    then: tuple[Event, ...] = ()
    progress: Progress | None = None


def claim_from(row: Any, token: str) -> Claim:
    """The claim in a row of the queue."""
    return Claim(
        id=row.id,
        event=events.parse(row.payload),
        created_at=row.created_at,
        attempt=row.attempts,
        looks=row.looks,
        wait=row.wait,
        signals=row.signals,
        token=token,
        deaths=row.deaths,
    )
