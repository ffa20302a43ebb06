"""What every source of the enrichment cycle can do; a further one is one more such class and a row in the wiring."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from clients.audiobookshelf import LibraryItem
from domain.enrichment import Finding
from domain.facts import ChangeSource
from domain.policy import FieldName
from store.budgets import DayBudget
from store.enrichment import DueBook


class BookQueue(Protocol):
    """Whose turn it is at a source."""

    async def due(self, *, now: datetime, limit: int = 50) -> list[DueBook]:
        """The books whose turn it is: never looked up ones first, then those looked up longest ago."""
        ...

    async def settle(self, item_ids: Sequence[str], *, in_vain: int, now: datetime) -> None:
        """Note that books were looked up, and how often in vain by now."""
        ...


class Source(Protocol):
    """A source of metadata. What it raises is raised."""

    @property
    def name(self) -> ChangeSource:
        """Whose values are written."""
        ...

    @property
    def title(self) -> str:
        """Its name for a person."""
        ...

    @property
    def queue(self) -> BookQueue:
        """Its books."""
        ...

    @property
    def day(self) -> DayBudget | None:
        """How many books may be looked up in a day, over all runs; None where it counts its requests itself."""
        ...

    @property
    def not_set_up(self) -> str | None:
        """Why it cannot be asked, with what to do; None where it can."""
        ...

    def lacks(self, book: DueBook) -> Sequence[FieldName]:
        """What it might fill, as far as the mirror knows; a book that lacks nothing is passed over."""
        ...

    def provable(self, book: DueBook) -> bool:
        """Whether anything could be proved to be this book."""
        ...

    async def empty(self, item: LibraryItem) -> Sequence[FieldName]:
        """What it may fill of an item that was read just now; none where no request is worth it."""
        ...

    async def find(self, item: LibraryItem, *, in_vain: int) -> Finding:
        """What it says of the item, by one request.

        Args:
            item: Read just now.
            in_vain: How often the item was looked up without gain since the last one.
        """
        ...

    def in_vain_after(self, before: int, finding: Finding, *, filled: bool) -> int:
        """The count of looks in vain after one more."""
        ...
