"""What a handler answers. It never retries, enqueues or calls another handler itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.events import Event
from domain.retry import Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a step adds to its run.

    Args:
        run: Its number.
        counts: Added to the run's.
        error: Of a part that did not stop the run; counted and kept.
        state: What the run's later steps are to know; a name kept before is replaced.
    """

    run: int
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """The event is settled. In the same transaction `then` is appended, and `progress` noted, so each once.

    `note` says what was found.
    """

    note: str = ""
    then: tuple[Event, ...] = ()
    progress: Progress | None = None


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
