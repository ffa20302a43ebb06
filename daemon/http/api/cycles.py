"""Starting cycles."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.problems import ConflictError
from domain.cycles import CYCLES

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
    for service in CYCLES[cycle].asks:
        api.parts.dependencies[service].invite()
    run = await api.cycles.start(cycle, trigger="person")
    if run is None:
        raise ConflictError(f"the {cycle} cycle runs already")
    return Reply(
        says=f"run {run.id} was started",
        body=Started(run.id),
        status=HTTPStatus.ACCEPTED,
        headers={"Location": f"/api/runs/{run.id}"},
    )
