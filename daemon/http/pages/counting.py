"""Figures that take a look at every record, counted no more often than they are worth."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from domain.clock import Clock

_SHARE: Final = 20
"""Counting may take one part in so many of the time."""

T = TypeVar("T")


@dataclass(slots=True)
class Counted(Generic[T]):
    """What *count* found, counted anew once that would take no more than a twentieth of the time since.

    Of a small store it is always the newest; of a large one it is some seconds old while many look.
    """

    clock: Clock
    count: Callable[[], Awaitable[T]]
    _found: list[T] = field(default_factory=list)
    _good_until: float = 0.0

    async def __call__(self) -> T:
        """The figures."""
        began = self.clock.monotonic()
        if not self._found or began >= self._good_until:
            self._found = [await self.count()]
            ended = self.clock.monotonic()
            self._good_until = ended + (ended - began) * _SHARE
        return self._found[0]
