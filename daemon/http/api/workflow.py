"""The calls of `shelfhook workflow`: what would be done, and a run's progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from daemon.config.enriching import GOOGLE
from daemon.config.problems import missing
from daemon.http.answers import Reply, widened
from daemon.http.api.acquisition import Mode
from daemon.http.api.context import Api
from daemon.http.api.cycles import Started, started
from daemon.http.api.downloads.wishes import Record, record_of
from daemon.http.api.operations import Number
from daemon.http.api.runs import with_reason
from daemon.http.api.searched import results_of
from daemon.http.problems import existing
from domain.completeness import completeness
from domain.errors import NotFoundError
from domain.events import SearchDue
from domain.search_queries import EXAMPLE_QUERIES, BookQuery
from handlers.acquiring.search_report import Searched, reported
from handlers.enriching.google_books import NOT_CONFIGURED
from store.proposals import Proposal
from store.runs import Run

_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class NotSet:
    """A service that is not configured, and what to set."""

    service: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """What is configured, and the queries.

    `library_needs` are the services without which no field of the library could be filled. With `examples` there is
    no list of books, and the queries are examples of which none is downloaded by itself.
    """

    missing: list[NotSet]
    library_needs: list[str]
    queries: list[str]
    examples: bool
    mode: Mode
    closed: str | None
    dry_run: bool
    daily_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldBe:
    """A record that a search would make."""

    download: None = None
    status: str
    reason: str | None
    title: str | None
    author: str | None
    mam_id: int | None
    chosen_because: str | None
    known: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPreview(Searched):
    """The result that a query would have."""

    records: Sequence[WouldBe] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The result of one step of a run."""

    id: int
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Run):
    """How far a run has come; its records are shown once it has ended."""

    searched: list[Searched]
    records: list[Record]
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A book and the fields that it lacks."""

    title: str | None
    lacks: list[str]


@dataclass(frozen=True, slots=True)
class EnrichmentPreview:
    """The books that would be looked up next, if a look-up may help them."""

    due: list[Lacking]


async def about(api: Api) -> Workflow:
    """What the workflow would do with these settings."""
    settings, gate = api.parts.settings, api.acquisition.gate
    without = [NotSet(one.service, str(one)) for one in missing(settings)]
    google_is_a_source = GOOGLE in settings.enrichment_sources
    if google_is_a_source and settings.google_books_api_key is None:
        without.append(NotSet("google_books", NOT_CONFIGURED))
    is_alone = google_is_a_source and len(settings.enrichment_sources) == 1
    return Workflow(
        missing=without,
        library_needs=["audiobookshelf", "google_books"] if is_alone else ["audiobookshelf"],
        queries=[str(query) for query in _queries(api)],
        examples=not api.acquisition.search_for_books.queries,
        mode=gate.mode,
        closed=await gate.closed(),
        dry_run=settings.dry_run,
        daily_max=settings.daily_max,
    )


async def progress(api: Api, number: Number) -> Progress:
    """How far a run has come."""
    run = await existing(api.parts.store.runs, number, "run")
    waiting = {} if run.ended_at else await api.parts.store.run_steps.waiting()
    searched = list(results_of(run))
    numbers = [made for one in searched for made in one.created] if run.ended_at else []
    records = [await api.parts.store.downloads.by_id(made) for made in numbers]
    return widened(
        Progress,
        with_reason(run, waiting),
        searched=searched,
        records=[record_of(one) for one in records if one is not None],
        steps=[] if run.kind == "search" else await _steps(api, run),
    )


async def _steps(api: Api, run: Run) -> list[Step]:
    """The results of a run's newest steps, in their order."""
    events = await api.parts.store.inbox.recent(limit=_STEPS)
    mine = [one for one in events if one.kind == "enrichment.due" and one.about == str(run.id)]
    return [
        Step(one.id, one.reason)
        for one in sorted(mine, key=lambda one: one.id)
        if one.settled_at is not None and one.reason
    ]


async def begin_search(api: Api) -> Reply[Started]:
    """Start the search cycle; without a list of books, with the examples."""
    return await started(api, "search", lambda run: SearchDue(run=run, examples=True))


def _queries(api: Api) -> Sequence[BookQuery]:
    return api.acquisition.search_for_books.queries or EXAMPLE_QUERIES


async def search(api: Api, position: Number) -> SearchPreview:
    """The results of a query, without creating a record."""
    queries = _queries(api)
    if position >= len(queries):
        raise NotFoundError(f"there is no query {position}")
    query = queries[position]
    closed = await api.acquisition.gate.closed()
    if closed is not None:
        return SearchPreview(query=str(query), error=closed)
    findings = await api.acquisition.propose(
        query,
        found_by="a dry run",
        dry_run=True,
        example=not api.acquisition.search_for_books.queries,
    )
    return widened(
        SearchPreview,
        reported(query, findings),
        records=[_would_be(proposal) for proposal in findings.would_create],
    )


async def enrich(api: Api) -> EnrichmentPreview:
    """The books that would be looked up next."""
    lacking = await api.enrich_books.due(limit=api.parts.settings.daily_max)
    return EnrichmentPreview(
        [Lacking(book.facts.title, [name.replace(" ", "_") for name in lacks]) for book, lacks in lacking]
    )


def _would_be(proposal: Proposal) -> WouldBe:
    recording = proposal.recording
    complete = completeness(recording)
    return WouldBe(
        status="would_be_recorded",
        reason=proposal.reason,
        title=recording.title,
        author=recording.author,
        mam_id=recording.torrent_id,
        chosen_because=proposal.chosen_because,
        known=complete.known,
        missing=complete.missing,
    )
