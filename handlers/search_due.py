"""The search cycle: one query a step."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from domain.clock import Clock
from domain.errors import CredentialsError, NeedsPersonError, ShelfhookError, UnavailableError
from domain.events import SearchDue
from domain.facts import RunStatus
from domain.outcomes import Done, Drop, Outcome, Progress
from domain.search_queries import EXAMPLE_QUERIES, BookQuery
from handlers.acquiring.gate import AcquisitionGate
from handlers.acquiring.propose import ProposeBooks
from handlers.acquiring.search_report import Searched, reported, state_name
from store.runs import Runs

NO_LIST: Final = "there is no list of books to search for: set SEARCH_QUERIES or SEARCH_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchForBooks:
    """Search MAM for the run's next query and propose what is missing.

    Without a list of the user's own nothing is searched for, except the examples where the event allows them.

    Safe to repeat: a book with a record is not proposed again. A failed query is stored as an error; an error that
    needs a person ends the run, and an outage is waited out.
    """

    runs: Runs
    propose: ProposeBooks
    gate: AcquisitionGate
    queries: Sequence[BookQuery]
    clock: Clock

    async def __call__(self, event: SearchDue, _event_id: int) -> Outcome:
        """Take the step; the next one checks again whether the run may continue."""
        if not await self.runs.is_open(event.run):
            return Drop("the run has ended")
        closed = await self.gate.closed()
        if closed is not None:
            return await self._end(event.run, RunStatus.CANCELLED, closed)
        queries = self.queries or (EXAMPLE_QUERIES if event.examples else ())
        if not queries:
            return await self._end(event.run, RunStatus.CANCELLED, NO_LIST)
        if event.position >= len(queries):
            return await self._end(event.run, RunStatus.DONE, None)
        try:
            progress = await self._search(event, queries[event.position])
        except NeedsPersonError as error:
            await self.gate.pause_if_blocked()
            refused_by = error.service if isinstance(error, CredentialsError) else None
            return await self._end(event.run, RunStatus.FAILED, str(error), refused_by=refused_by)
        following = event.model_copy(update={"position": event.position + 1})
        return Done(then=(following,), progress=progress)

    async def _search(self, event: SearchDue, query: BookQuery) -> Progress:
        run, name = event.run, state_name(event.position)
        try:
            findings = await self.propose(
                query, found_by=f"the search cycle for {query}", run_id=run, example=not self.queries
            )
        except (NeedsPersonError, UnavailableError):
            raise
        except ShelfhookError as error:
            failed = Searched(query=str(query), error=str(error))
            counts, said = {"queries": 1}, f"{query}: {error}"
            return Progress(run=run, counts=counts, error=said, state={name: asdict(failed)})
        counts = {
            "queries": 1,
            "found": findings.found,
            "proved": findings.proved,
            "created": len(findings.created),
            "left_out": len(findings.left_out),
        }
        return Progress(run=run, counts=counts, state={name: asdict(reported(query, findings))})

    async def _end(
        self, run: int, status: RunStatus, reason: str | None, *, refused_by: str | None = None
    ) -> Outcome:
        await self.runs.end(run, status=status, reason=reason, now=self.clock.now(), refused_by=refused_by)
        return Done(note=reason or "all queries are searched")
