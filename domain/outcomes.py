"""What a handler answers. It never retries, enqueues or calls another handler itself."""

from dataclasses import dataclass

from domain.events import Event
from domain.retry import Wait


@dataclass(frozen=True, slots=True)
class Done:
    """The event is settled; `then` is appended in the same transaction. `note` says what was found."""

    note: str = ""
    then: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing failed, it is only too early: look again after the wait's next interval."""

    wait: Wait
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """The event is none of our business, or there is nothing to do about it; `reason` says why."""

    reason: str


Outcome = Done | Later | Drop
