"""What was read once stays known until something is written."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from store.database import Database
from store.work import Work

T = TypeVar("T")

_MOST: Final = 200


@dataclass(slots=True)
class Kept:
    """Results of reading, kept while this store is not written.

    Nothing is kept on PostgreSQL, to which other daemons write as well.
    """

    db: Database
    _results: dict[Hashable, Any] = field(default_factory=dict)
    _writes: int = -1

    async def __call__(self, name: Hashable, work: Work[T]) -> T:
        """The result of *work*; equal work has an equal *name*."""
        if not self.db.is_sqlite:
            return await self.db.read(work)
        writes = self.db.writes
        if writes != self._writes or len(self._results) >= _MOST:
            self._results.clear()
            self._writes = writes
        if name in self._results:
            kept: T = self._results[name]
            return kept
        result = await self.db.read(work)
        if self.db.writes == writes == self._writes:  # else it may be of before that write
            self._results[name] = result
        return result
