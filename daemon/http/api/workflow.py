"""What the phases ask of the daemon's parts in this process."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from daemon.config.problems import missing
from daemon.doctor.services import Checks
from daemon.edges.cycles import Cycles
from daemon.http.api.acquisition import record_view
from daemon.http.api.asked import View
from daemon.http.api.cycles import run_view
from daemon.parts import Acquisition, Parts
from domain import enrichment
from domain.completeness import completeness
from domain.errors import NotFoundError
from handlers.acquiring.search_report import failed, state_name, told
from handlers.enrichment_due import NOT_CONFIGURED
from store.proposals import Proposal
from store.runs import Run

_STEPS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """See `daemon.http.api.asked.Asked`."""

    parts: Parts
    cycles: Cycles
    acquisition: Acquisition
    checks: Checks

    async def about(self) -> View:
        """What is configured, and what would be searched for."""
        settings, gate = self.parts.settings, self.acquisition.gate
        without = missing(settings)
        if settings.google_books_api_key is None:
            without.append(NOT_CONFIGURED)
        return {
            "missing": without,
            "queries": [str(query) for query in self.acquisition.search_for_books.queries],
            "mode": gate.mode,
            "closed": await gate.closed(),
            "dry_run": settings.dry_run,
            "daily_max": settings.daily_max,
        }

    async def check(self, service: str) -> View:
        """Ask a service."""
        return await self.checks(service)

    async def begin(self, kind: str) -> int:
        """Start a run of a cycle, unless one is open."""
        run = await self.cycles.start(kind, trigger="person") or await self.parts.runs.open_run(kind)
        return run.id if run is not None else await self.begin(kind)

    async def progress(self, run: int) -> View:
        """How far a run has come."""
        found = await self.parts.runs.by_id(run)
        if found is None:
            raise NotFoundError(f"there is no run {run}")
        waiting = {} if found.ended_at else await self.parts.run_steps.waiting()
        searched = list(_searched(found))
        numbers = [number for one in searched for number in one["created"]] if found.ended_at else []
        return run_view(found, waiting) | {
            "searched": searched,
            "records": [view for number in numbers if (view := await self._record(number)) is not None],
            "steps": [] if found.kind == "search" else await self._steps(found),
        }

    async def _record(self, number: int) -> View | None:
        download = await self.parts.downloads.by_id(number)
        return None if download is None else record_view(download)

    async def _steps(self, run: Run) -> list[View]:
        """What the newest steps of a run came to, in their order."""
        rows = await self.parts.inbox.recent(limit=_STEPS)
        mine = [row for row in rows if row["key"].endswith(f":{run.id}") and row["settled_at"] is not None]
        return [
            {"id": row["id"], "note": row["reason"]}
            for row in sorted(mine, key=lambda row: row["id"])
            if row["kind"] == "enrichment.due" and row["reason"]
        ]

    async def preview_search(self, position: int) -> View:
        """Search for the query at this place, and make no record."""
        queries = self.acquisition.search_for_books.queries
        if not 0 <= position < len(queries):
            raise NotFoundError(f"there is no query {position}")
        query = queries[position]
        closed = await self.acquisition.gate.closed()
        if closed is not None:
            return failed(query, closed) | {"records": []}
        findings = await self.acquisition.propose(query, found_by="a dry run", dry_run=True)
        return told(query, findings) | {"records": [_would_be(one) for one in findings.would_create]}

    async def preview_enrichment(self) -> View:
        """The books whose turn it is, as far as a lookup may help them."""
        settings = self.parts.settings
        due = await self.parts.enrichment.due(now=self.parts.clock.now(), limit=settings.daily_max)
        lacking = [
            (book, enrichment.empty_fields(book.facts, with_edition=settings.enrich_edition_fields))
            for book in due
            if enrichment.provable(book.facts)
        ]
        return {
            "due": [{"title": book.facts.title, "lacks": list(lacks)} for book, lacks in lacking if lacks]
        }


def _searched(run: Run) -> Iterator[dict[str, Any]]:
    position = 0
    while (found := run.state.get(state_name(position))) is not None:
        yield found
        position += 1


def _would_be(proposal: Proposal) -> View:
    recording = proposal.recording
    complete = completeness(recording)
    return {
        "download": None,
        "status": "would_be_recorded",
        "reason": proposal.reason,
        "title": recording.title,
        "author": recording.author,
        "mam_id": recording.torrent_id,
        "chosen_because": proposal.chosen_because,
        "known": list(complete.known),
        "missing": list(complete.missing),
    }
