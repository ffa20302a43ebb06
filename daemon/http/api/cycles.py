"""Starting cycles."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.problems import ConflictError
from domain.cycles import CYCLES
from domain.events import Event, SearchDue
from handlers.search_due import NO_LIST

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(CYCLES)]


@dataclass(frozen=True, slots=True)
class Started:
    """The run that was started."""

    run: int


async def start(api: Api, cycle: Kind) -> Reply[Started]:
    """Start a run of a cycle; where a service refused our credentials, with one more try."""
    if CYCLES[cycle].event == SearchDue(run=0).kind and not api.acquisition.search_for_books.queries:
        raise ConflictError(NO_LIST)
    return await started(api, cycle)


async def started(api: Api, cycle: str, first: Callable[[int], Event] | None = None) -> Reply[Started]:
    """The same for any cycle, with its own first event or another one."""
    for service in CYCLES[cycle].asks:
        api.parts.dependencies[service].invite()
    run = await api.cycles.start(cycle, trigger="person", first=first)
    if run is None:
        raise ConflictError(f"the {cycle} cycle runs already")
    return Reply(
        says=f"run {run.id} was started",
        body=Started(run.id),
        status=HTTPStatus.ACCEPTED,
        headers={"Location": f"/api/runs/{run.id}"},
    )
