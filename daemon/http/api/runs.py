"""The runs of the cycles: their results, and their undo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from daemon.http.answers import Reply, widened
from daemon.http.api.changes import TitledChange, UndoneChange, reply_of, titled
from daemon.http.api.context import Api
from daemon.http.api.cycles import Kind
from daemon.http.api.operations import Number
from daemon.http.api.searched import results_of
from daemon.http.problems import ConflictError, existing
from daemon.parts import Parts
from daemon.words.wording import named
from domain.cycles import CYCLES
from domain.errors import NotFoundError
from domain.facts import RunStatus
from handlers.acquiring.search_report import Searched
from store.corrections import NotedCorrection
from store.runs import Run
from store.views.of_run import RunBook


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRun(Run):
    """A run, its changes, and what MyAnonamouse had corrected in the records that it read.

    `searched` has the results of a search run's queries, `books` those that another run asked about.
    """

    searched: Sequence[Searched]
    books: Sequence[RunBook]
    changes: Sequence[TitledChange]
    corrections: Sequence[NotedCorrection]


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The run whose failure was dismissed."""

    run: int


async def newest(api: Api, *, kind: Kind | None = None) -> list[Run]:
    """The newest runs, of each cycle or of one."""
    return await (newest_runs(api.parts, 50, [kind]) if kind else newest_runs(api.parts, 15))


async def one(api: Api, number: Number) -> WholeRun:
    """A run and its changes."""
    run = await existing(api.parts.store.runs, number, "run")
    shown = with_reason(run, await api.parts.store.run_steps.waiting())
    store = api.parts.store
    return widened(
        WholeRun,
        shown,
        searched=list(results_of(run)),
        books=await store.views.of_run.books(run),
        changes=await titled(api, await store.changes.of_run(number)),
        corrections=await store.corrections.of_run(number),
    )


async def undo(api: Api, number: Number) -> Reply[list[UndoneChange]]:
    """Undo the changes of a run."""
    try:
        return await reply_of(api, await api.undo.run(number))
    except NotFoundError:
        await existing(api.parts.store.runs, number, "run")
        raise


async def dismiss(api: Api, number: Number) -> Reply[Dismissed]:
    """Dismiss a failed run: it is shown as failed, and is no trouble any more."""
    run = await existing(api.parts.store.runs, number, "run")
    if run.status is not RunStatus.FAILED:
        raise ConflictError(f"run {number} is {named(run.status)}, and only a failed run is dismissed")
    await api.parts.store.runs.dismiss(number)
    return Reply(says=f"the failed {CYCLES[run.kind].title.lower()} is dismissed", body=Dismissed(number))


async def newest_runs(parts: Parts, of_each: int, kinds: Iterable[str] = CYCLES) -> list[Run]:
    """The last runs of each cycle, so that the frequent ones do not hide the daily ones; the newest first."""
    waiting = await parts.store.run_steps.waiting()
    newest = [run for kind in kinds for run in await parts.store.runs.recent(of_each, kind)]
    return [with_reason(run, waiting) for run in sorted(newest, key=lambda run: run.id, reverse=True)]


def with_reason(run: Run, waiting: Mapping[int, str]) -> Run:
    """A run for a reader: an open run's reason is what it waits for."""
    return run if run.ended_at is not None else replace(run, reason=waiting.get(run.id))
