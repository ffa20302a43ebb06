"""The answers of handlers. A handler never retries, appends an event or calls another handler itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from domain.events import Event
from domain.looking import Expected
from domain.retry import Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a step adds to its run.

    Args:
        run: Its number.
        counts: Added to the run's counts.
        error: An error of a part that did not stop the run; counted and stored.
        state: Values for the run's later steps; a name that exists is replaced.
    """

    run: int
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


Keep: TypeAlias = tuple[Callable[[Any], object], ...]
"""What a handler stores last: work on the store, done in the transaction that settles the event or puts it back."""


@dataclass(frozen=True, slots=True)
class Done:
    """The event is settled. `then` is appended and `progress` added in the same transaction, so each once.

    `note` is the result, for people.
    """

    note: str = ""
    then: tuple[Event, ...] = ()
    progress: Progress | None = None
    keep: Keep = ()


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing failed, it is only too early: try again after the wait's next interval.

    `expected` is the library item that it waits for: it is tried again as soon as that has come.
    """

    wait: Wait
    reason: str
    expected: Expected | None = None
    keep: Keep = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """The event does not concern us, or there is nothing to do about it; `reason` says why."""

    reason: str
    keep: Keep = ()


Outcome = Done | Later | Drop
