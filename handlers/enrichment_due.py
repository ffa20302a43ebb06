"""The enrichment cycle's next book: its empty fields are filled from Google Books."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from clients.audiobookshelf import Audiobookshelf, LibraryItem
from domain import enrichment
from domain.clock import Clock
from domain.enrichment import Facts, Volume
from domain.errors import (
    CredentialsError,
    NeedsPersonError,
    NotFoundError,
    PermanentError,
    QuotaGoneError,
    ScanningError,
    TransientError,
    UnavailableError,
)
from domain.events import EnrichmentDue
from domain.facts import ChangeSource, RunStatus
from domain.outcomes import Done, Drop, Outcome
from domain.policy import FieldName
from handlers.library.mirror import book_of
from handlers.matching.find_volume import FindVolume, facts_of
from handlers.writing.write_fields import Reason, WriteFields
from store.books import Books
from store.budgets import DayBudget
from store.enrichment import DueBook, Enrichment
from store.mirror import Mirror
from store.runs import Run, Runs

NOT_CONFIGURED: Final = (
    "Google Books API not configured: set GOOGLE_BOOKS_API_KEY in .env; "
    "visit https://console.cloud.google.com to generate a key"
)

_log: Final = structlog.get_logger("shelfhook.enrichment")

TRIES: Final = 3
"""So often a book is tried with a service that is there and in trouble; then the next one has its turn."""


@dataclass(frozen=True, slots=True)
class _End:
    """The run can do nothing more today."""

    status: RunStatus
    reason: str
    refused_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichBooks:
    """Fill empty fields from Google Books, one book at each step of a run.

    Safe to repeat: a book that is settled is not due again, one that is not is taken up again without being
    counted twice, and what an item holds already is not written.

    Args:
        find_volume: None while no key is set.
        audiobookshelf: The library.
        write_fields: Sets fields in it.
        queue: Whose turn it is.
        books: The mirror's rows.
        mirror: Notes what is gone.
        runs: The cycle's runs.
        day: How many books may be looked up in a day, over all runs.
        with_edition: Whether publisher and ISBN, which are a print edition's, are filled too.
        clock: The time.
    """

    find_volume: FindVolume | None
    audiobookshelf: Audiobookshelf
    write_fields: WriteFields
    queue: Enrichment
    books: Books
    mirror: Mirror
    runs: Runs
    day: DayBudget
    with_edition: bool
    clock: Clock

    async def __call__(self, event: EnrichmentDue, event_id: int) -> Outcome:
        """Take the run's next step; *event_id* is noted with each change."""
        run = await self.runs.by_id(event.run)
        if run is None or run.ended_at is not None:
            return Drop("its run has ended")
        came_of_it = await self._step(run, event_id)
        if isinstance(came_of_it, str):
            return Done(came_of_it, then=(event,))
        await self.runs.end(
            run.id,
            status=came_of_it.status,
            reason=came_of_it.reason,
            now=self.clock.now(),
            refused_by=came_of_it.refused_by,
        )
        return Done()  # the run says why

    async def _step(self, run: Run, event_id: int) -> str | _End:
        """What came of one book, or of those that need no lookup; or the end."""
        if self.find_volume is None:
            return _End(RunStatus.FAILED, NOT_CONFIGURED)
        due = await self.queue.due(now=self.clock.now())
        if not due:
            return _End(RunStatus.DONE, "no book is due")
        passed_over = await self._pass_over(run, due)
        if passed_over:
            return passed_over
        book = await self._begin(run, due)
        return book if isinstance(book, _End) else await self._try(run, self.find_volume, book, event_id)

    async def _pass_over(self, run: Run, due: Sequence[DueBook]) -> str:
        """Settle the books that lack nothing, and those that nothing could be proved of; a sentence, or ""."""
        unprovable = [book.item_id for book in due if not enrichment.provable(book.facts)]
        complete = [
            book.item_id for book in due if book.item_id not in unprovable and not self._empty(book.facts)
        ]
        if not complete and not unprovable:
            return ""
        await self.queue.settle(complete, in_vain=enrichment.LONGEST, now=self.clock.now())
        await self.queue.settle(unprovable, in_vain=1, now=self.clock.now())
        await self.runs.count(run.id, complete=len(complete), unprovable=len(unprovable))
        return f"{len(complete)} books lack nothing, {len(unprovable)} have no title, or neither author nor ISBN to go by"

    async def _begin(self, run: Run, due: Sequence[DueBook]) -> DueBook | _End:
        """The book that was begun and not settled, or else the next one, by leave of the day's budget."""
        begun = next((book for book in due if book.item_id == run.state.get("book")), None)
        if begun is not None:
            return begun
        if not await self.day.take():
            return _End(RunStatus.DONE, f"the day's {self.day.limit} books are looked up")
        await self.runs.remember(run.id, book=due[0].item_id, tries=0)
        return due[0]

    async def _try(self, run: Run, find: FindVolume, book: DueBook, event_id: int) -> str | _End:
        """Look a book up. A fault that is the book's own is noted, and ends nothing."""
        try:
            return await self._look_up(run, find, book, event_id)
        except (UnavailableError, ScanningError, NeedsPersonError):
            raise
        except NotFoundError:
            return await self._lose(run, book)
        except TransientError as error:
            tries = 1 + (run.state.get("tries", 0) if run.state.get("book") == book.item_id else 0)
            if tries < TRIES:
                await self.runs.remember(run.id, tries=tries)
                raise
            return await self._note(run, book, str(error))
        except PermanentError as error:
            return await self._note(run, book, str(error))
        except Exception as error:  # noqa: BLE001 - a book that trips us up must not keep all others waiting
            _log.exception("enrichment_failed", item_id=book.item_id)
            return await self._note(run, book, f"internal error in shelfhook: {type(error).__name__}")

    async def _look_up(self, run: Run, find: FindVolume, book: DueBook, event_id: int) -> str | _End:
        # The library first: while it is away, nothing is asked of Google Books in vain.
        item = await self.audiobookshelf.item(book.item_id)
        if item is None or item.is_missing:
            return await self._lose(run, book)
        try:
            volume = await find(item, in_vain=book.in_vain) if self._empty(facts_of(item)) else None
        except QuotaGoneError as error:
            return _End(RunStatus.DONE, str(error))
        except NeedsPersonError as error:
            refused_by = error.service if isinstance(error, CredentialsError) else None
            return _End(RunStatus.FAILED, str(error), refused_by)
        filled = await self._fill(run, item, volume, event_id)
        await self._settle(book, filled=bool(filled))
        found = int(volume is not None)
        await self.runs.count(run.id, looked=1, found=found, nothing=1 - found, filled=int(bool(filled)))
        return f"{item.title}: {', '.join(filled).replace('_', ' ') or 'nothing'} filled in"

    async def _fill(self, run: Run, item: LibraryItem, volume: Volume | None, event_id: int) -> Sequence[str]:
        """Fill the item's empty fields, in the library and here; the names of those that now hold something."""
        values = (
            {}
            if volume is None
            else enrichment.filling(facts_of(item), volume, with_edition=self.with_edition)
        )
        wanted = {FieldName(name.replace("_", " ")): value for name, value in values.items()}
        if wanted:
            reason = Reason(
                source=ChangeSource.GOOGLE_BOOKS, event_id=event_id, download_id=None, run_id=run.id
            )
            item = (await self.write_fields(item.id, wanted, reason)).item
        await self.books.save([book_of(item)], now=self.clock.now())
        # In a dry run all of it would be: the real one must not find the book put off for weeks.
        still_empty = () if self.write_fields.desk.dry_run else self._empty(facts_of(item))
        return tuple(name for name in values if name not in still_empty)

    async def _note(self, run: Run, book: DueBook, error: str) -> str:
        """Count a look that failed as one in vain, and keep the error with the run."""
        await self._settle(book, filled=False)
        await self.runs.count(run.id, f"{book.facts.title}: {error}", looked=1)
        return f"{book.facts.title}: {error}"

    async def _lose(self, run: Run, book: DueBook) -> str:
        await self.mirror.lost([book.item_id], now=self.clock.now())
        await self.runs.count(run.id, gone=1)
        return f"{book.facts.title}: no longer in the library"

    async def _settle(self, book: DueBook, *, filled: bool) -> None:
        in_vain = enrichment.looks_in_vain(book.in_vain, filled=filled)
        await self.queue.settle([book.item_id], in_vain=in_vain, now=self.clock.now())

    def _empty(self, facts: Facts) -> tuple[str, ...]:
        return enrichment.empty_fields(facts, with_edition=self.with_edition)
