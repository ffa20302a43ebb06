"""How an event stands."""

from collections.abc import Collection
from enum import StrEnum

from domain.facts import EventVerdict


class EventState(StrEnum):
    """An event waits, or was settled in one of the ways of `EventVerdict`."""

    WAITING = "waiting"
    DONE = EventVerdict.DONE.value
    DROPPED = EventVerdict.DROPPED.value
    BURIED = EventVerdict.BURIED.value
    RETRIED = EventVerdict.RETRIED.value
    DISMISSED = EventVerdict.DISMISSED.value

    @property
    def verdicts(self) -> Collection[EventVerdict]:
        """The verdict of the events in this state; none where they wait."""
        return () if self is EventState.WAITING else (EventVerdict(self.value),)
