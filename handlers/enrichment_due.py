"""The enrichment cycle's next book: its empty fields are filled from a source that knows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from domain import enrichment
from domain.clock import Clock
from domain.counted import counted
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
from domain.facts import RunStatus
from domain.outcomes import Done, Drop, Outcome
from domain.policy import FieldName
from handlers.enriching.look_up import LookUp
from handlers.enriching.source import Source
from store.enrichment import DueBook
from store.mirror import Mirror
from store.runs import Run, Runs

_log: Final = structlog.get_logger("shelfhook.enrichment")

TRIES: Final = 3
"""So often a book is tried with a service that is there and in trouble; then the next one has its turn."""

IN_A_ROW: Final = 3
"""So many books in a row that met such trouble, and a source is left alone until the next run."""


@dataclass(frozen=True, slots=True)
class _End:
    """A source can do nothing more in this run; no `reason` means that none of its books is due."""

    reason: str | None = None
    status: RunStatus = RunStatus.DONE
    refused_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichBooks:
    """Fill empty fields from the sources, one book at one source at each step of a run.

    The sources have their turns in their order, and the end of one is none of another's: each has its own books that
    are due, and its own budgets. Safe to repeat: a book that is settled is not due again, one that is not is taken up
    again without being counted twice, and what an item holds already is not written.

    Args:
        sources: The sources, in this order.
        look_up: Looks a book up at one of them.
        mirror: Notes what is gone.
        runs: The cycle's runs.
        clock: The time.
    """

    sources: Sequence[Source]
    look_up: LookUp
    mirror: Mirror
    runs: Runs
    clock: Clock

    async def __call__(self, event: EnrichmentDue, event_id: int) -> Outcome:
        """Take the run's next step; *event_id* is noted with each change."""
        run = await self.runs.by_id(event.run)
        if run is None or run.ended_at is not None:
            return Drop("its run has ended")
        for source in self.sources:
            if _ended(run, source) is not None:
                continue
            came_of_it = await self._step(run, source, event_id)
            if isinstance(came_of_it, Done):
                return replace(came_of_it, then=(event, *came_of_it.then))
            run = await self._leave(run, source, came_of_it)
        await self._end(run)
        return Done()  # the run says why

    async def due(self, *, limit: int) -> Sequence[tuple[DueBook, Sequence[FieldName]]]:
        """The books that would be looked up next, each once, with what it lacks; at most *limit* of each source."""
        found: dict[str, tuple[DueBook, Sequence[FieldName]]] = {}
        for source in self.sources:
            if source.not_set_up is None:
                for book in await source.queue.due(now=self.clock.now(), limit=limit):
                    lacks = source.lacks(book)
                    if lacks and source.provable(book):
                        found.setdefault(book.item_id, (book, lacks))
        return list(found.values())

    async def _leave(self, run: Run, source: Source, end: _End) -> Run:
        kept = {"reason": end.reason, "status": end.status.value, "refused_by": end.refused_by}
        await self.runs.remember(run.id, **{_key(source): kept})
        return await self.runs.by_id(run.id) or run

    async def _end(self, run: Run) -> None:
        """End the run with what ended the sources; it failed where one refused us, or none is set up."""
        ends = [end for end in (_ended(run, source) for source in self.sources) if end is not None]
        telling = [end.reason for end in ends if end.reason is not None]
        are_set_up = any(source.not_set_up is None for source in self.sources)
        failed = any(end.status is RunStatus.FAILED for end in ends)
        await self.runs.end(
            run.id,
            status=RunStatus.DONE if are_set_up and not failed else RunStatus.FAILED,
            reason="; ".join(telling) or (None if run.counts.get("looked") else "no book is due"),
            now=self.clock.now(),
            refused_by=next((end.refused_by for end in ends if end.refused_by), None),
        )

    async def _step(self, run: Run, source: Source, event_id: int) -> Done | _End:
        """What came of one book, or of those that need no lookup; or the source's end."""
        if source.not_set_up is not None:
            return _End(source.not_set_up)
        due = await source.queue.due(now=self.clock.now())
        if not due:
            return _End()
        passed_over = await self._pass_over(run, source, due)
        if passed_over:
            return Done(passed_over)
        book = await self._begin(run, source, due)
        return book if isinstance(book, _End) else await self._try(run, source, book, event_id)

    async def _pass_over(self, run: Run, source: Source, due: Sequence[DueBook]) -> str:
        """Settle the books that lack nothing, and those that nothing could be proved of; a sentence, or ""."""
        unprovable = [book.item_id for book in due if not source.provable(book)]
        complete = [book.item_id for book in due if book.item_id not in unprovable and not source.lacks(book)]
        if not complete and not unprovable:
            return ""
        await source.queue.settle(complete, in_vain=enrichment.LONGEST, now=self.clock.now())
        await source.queue.settle(unprovable, in_vain=1, now=self.clock.now())
        await self.runs.count(run.id, complete=len(complete), unprovable=len(unprovable))
        return (
            f"{counted(len(complete), 'book lacks', 'books lack')} nothing, {len(unprovable)} without title, "
            f"or without author and ISBN to go by"
        )

    async def _begin(self, run: Run, source: Source, due: Sequence[DueBook]) -> DueBook | _End:
        """The book that was begun and not settled, or else the next one, by leave of the day's budget."""
        begun = next((book for book in due if _is_begun(run, source, book)), None)
        if begun is not None:
            return begun
        if source.day is not None and not await source.day.take():
            return _End(f"the day's {counted(source.day.limit, 'book is', 'books are')} looked up")
        await self.runs.remember(run.id, source=source.name.value, book=due[0].item_id, tries=0)
        return due[0]

    async def _try(self, run: Run, source: Source, book: DueBook, event_id: int) -> Done | _End:
        """Look a book up. A fault that is the book's own is noted, and ends nothing."""
        try:
            return await self._look_up(run, source, book, event_id)
        except (UnavailableError, ScanningError):
            raise
        except QuotaGoneError as error:
            return _End(str(error))
        except NotFoundError:
            return Done(await self._lose(run, book))
        except TransientError as error:
            return await self._retry(run, source, book, error)
        except PermanentError as error:
            return Done(await self._note(run, source, book, str(error)))
        except NeedsPersonError:
            raise
        except Exception as error:  # noqa: BLE001 - a book that trips us up must not keep all others waiting
            _log.exception("enrichment_failed", item_id=book.item_id)
            fault = f"internal error in shelfhook: {type(error).__name__}"
            return Done(await self._note(run, source, book, fault))

    async def _look_up(self, run: Run, source: Source, book: DueBook, event_id: int) -> Done | _End:
        came_of_it = await self.look_up(source, book, run_id=run.id, event_id=event_id)
        match came_of_it:
            case None:
                return Done(await self._lose(run, book))
            case NeedsPersonError():
                refused_by = came_of_it.service if isinstance(came_of_it, CredentialsError) else None
                return _End(str(came_of_it), RunStatus.FAILED, refused_by)
        await self.runs.remember(run.id, **{_troubles(source): 0})
        title, finding, filled = came_of_it.item.title, came_of_it.finding, came_of_it.filled
        if finding is None:
            await self.runs.count(run.id, complete=1)
            return Done(f"{title}: lacks nothing that {source.title} may fill")
        found = int(finding.found)
        await self.runs.count(run.id, looked=1, found=found, nothing=1 - found, filled=int(bool(filled)))
        return Done(f"{title}: {', '.join(filled) or 'nothing'} filled in", came_of_it.then)

    async def _retry(self, run: Run, source: Source, book: DueBook, error: TransientError) -> Done | _End:
        """Try the book again later, until it has had its tries; a source in trouble with all of them is left."""
        tries = 1 + (run.state.get("tries", 0) if _is_begun(run, source, book) else 0)
        if tries < TRIES:
            await self.runs.remember(run.id, tries=tries)
            raise error
        in_a_row = run.state.get(_troubles(source), 0) + 1
        await self.runs.remember(run.id, **{_troubles(source): in_a_row})
        noted = await self._note(run, source, book, str(error))
        if in_a_row < IN_A_ROW:
            return Done(noted)
        return _End(f"{source.title} is left until the next run: {error}", RunStatus.FAILED)

    async def _note(self, run: Run, source: Source, book: DueBook, error: str) -> str:
        """Count a look that failed as one in vain, and keep the error with the run."""
        in_vain = enrichment.looks_in_vain(book.in_vain, filled=False)
        await source.queue.settle([book.item_id], in_vain=in_vain, now=self.clock.now())
        await self.runs.count(run.id, f"{book.facts.title}: {error}", looked=1)
        return f"{book.facts.title}: {error}"

    async def _lose(self, run: Run, book: DueBook) -> str:
        await self.mirror.lost([book.item_id], now=self.clock.now())
        await self.runs.count(run.id, gone=1)
        return f"{book.facts.title}: no longer in the library"


def _is_begun(run: Run, source: Source, book: DueBook) -> bool:
    """Whether the book was begun at this source, and not settled."""
    return (run.state.get("source"), run.state.get("book")) == (source.name.value, book.item_id)


def _ended(run: Run, source: Source) -> _End | None:
    """What ended a source in this run; None where it still has its turn."""
    kept = run.state.get(_key(source))
    return None if kept is None else _End(kept["reason"], RunStatus(kept["status"]), kept["refused_by"])


def _key(source: Source) -> str:
    return f"end of {source.name}"


def _troubles(source: Source) -> str:
    return f"troubles of {source.name}"
