"""One looks for work while the others work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lookout:
    """A place for one at a time, which whoever has found something leaves to the next.

    With several on the lookout each arrival would wake them all, and all but one would look in vain.
    """

    _place: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Callable[[], None]]:
        """Be there until the end of the block, or until what this gives is called."""
        await self._place.acquire()
        is_there = True

        def leave() -> None:
            nonlocal is_there
            if is_there:
                is_there = False
                self._place.release()

        try:
            yield leave
        finally:
            leave()
