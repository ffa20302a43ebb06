"""Starting cycles, and what their runs did."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from aiohttp import web

from daemon.edges.cycles import Cycles
from daemon.http.api.answers import Run as RunView
from daemon.http.api.answers import Started, WholeRun
from daemon.http.api.api import answer, change_view
from daemon.http.api.inputs import parameter
from daemon.http.api.operations import operation
from daemon.http.api.problems import problem
from daemon.parts import Parts
from domain.cycles import CYCLES
from store.runs import Run

if TYPE_CHECKING:
    Kind = str
else:  # one of the names in the table
    Kind = Literal[tuple(CYCLES)]


def routes(parts: Parts, cycles: Cycles) -> list[web.RouteDef]:
    """``POST /api/cycles/{kind}``, ``GET /api/runs`` and ``/api/runs/{number}``."""

    @operation(
        "Start a run of a cycle",
        {HTTPStatus.ACCEPTED: Started},
        path={"kind": Kind},
        problems={HTTPStatus.CONFLICT},
    )
    async def start(request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if kind not in cycles.kinds:
            return problem(HTTPStatus.NOT_FOUND, f"there is no such cycle; there are {_listed(cycles.kinds)}")
        run = await cycles.start(kind, trigger="person")
        if run is None:
            return problem(HTTPStatus.CONFLICT, f"the {kind} cycle runs already")
        return web.json_response(
            {"run": run.id},
            status=HTTPStatus.ACCEPTED.value,
            headers={"Location": f"/api/runs/{run.id}"},
        )

    @operation("The newest runs, of each cycle or of one", list[RunView], query={"kind": Kind})
    async def runs(request: web.Request) -> web.Response:
        kind = parameter(request, "kind", Kind)
        return answer(await (newest_runs(parts, 50, [kind]) if kind else newest_runs(parts, 15)))

    @operation("A run and what it changed", WholeRun)
    async def one(request: web.Request) -> web.Response:
        run = await parts.runs.by_id(int(request.match_info["number"]))
        if run is None:
            raise web.HTTPNotFound
        changes = [change_view(change) for change in await parts.changes.of_run(run.id)]
        return answer(run_view(run, await parts.run_steps.waiting()) | {"changes": changes})

    return [
        web.post("/api/cycles/{kind}", start),
        web.get("/api/runs", runs),
        web.get(r"/api/runs/{number:\d{1,15}}", one),
    ]


async def newest_runs(parts: Parts, of_each: int, kinds: Iterable[str] = CYCLES) -> list[dict[str, Any]]:
    """The last runs of each cycle, so that the frequent ones do not hide the daily ones; the newest first."""
    waiting = await parts.run_steps.waiting()
    newest = [run for kind in kinds for run in await parts.runs.recent(of_each, kind)]
    return [run_view(run, waiting) for run in sorted(newest, key=lambda run: run.id, reverse=True)]


def run_view(run: Run, waiting: Mapping[int, str]) -> dict[str, Any]:
    """A run for a reader: what it did, and what it waits for while it is open."""
    shown = asdict(run)
    del shown["state"]
    if run.ended_at is None:
        shown["reason"] = waiting.get(run.id)
    return shown


def _listed(kinds: frozenset[str]) -> str:
    *others, last = sorted(kinds) or ["none"]
    return f"{', '.join(others)} and {last}" if others else last
