"""An event in the hands of the one who claimed it, and how it ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import events
from domain.events import Event
from domain.facts import EventVerdict
from domain.outcomes import Progress


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that is ours to handle until its lease ends.

    `attempt` counts from 1; `looks` the times that it was too early. `signals` is how often the fact had
    been reported when it was claimed, the first time at `created_at`. `deaths` is how often in a row the
    process ended with it in hand.
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
    """How an event ends: done, dropped or buried, why, and what follows from it."""

    verdict: EventVerdict
    reason: str
    then: tuple[Event, ...] = ()
    progress: Progress | None = None


def claim_from(row: Any, token: str) -> Claim:
    """The claim that a row of the inbox is."""
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
