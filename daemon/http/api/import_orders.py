"""A person's word on imports: show the plan, import, decide what waits, undo. An import has its download's number."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from daemon.http.answers import Reply
from daemon.http.api.context import Api
from daemon.http.api.imports import existing_import
from daemon.http.api.operations import Number
from daemon.http.api.plans import PlanShown, plan_shown
from daemon.http.problems import ConflictError
from daemon.words.wording import named
from domain.counted import counted
from domain.errors import BadInputError
from domain.facts import ImportChoice, ImportProblem, ImportStatus
from handlers.importing.desk import PlannedImport


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedShown:
    """What an import of a torrent would do; `download` is None while MyAnonamouse was not asked for its record."""

    download: int | None
    title: str
    status: ImportStatus
    problem_kind: ImportProblem | None
    detail: str | None
    plan: PlanShown | None

    @property
    def is_open(self) -> bool:
        """Whether an import can be made of it."""
        return self.plan is not None and self.status is ImportStatus.PLANNED


@dataclass(frozen=True, slots=True)
class Ordered:
    """An import after your decision on it; the queue does what is to be done on the disk."""

    download: int
    status: ImportStatus


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to do about an import that waits: as it is planned, or beside what is in the place."""

    choice: ImportChoice = ImportChoice.AS_PLANNED


@dataclass(frozen=True, slots=True)
class OrderedAll:
    """How many torrents are imported, one after the other."""

    torrents: int


async def plan(api: Api, number: Number) -> Reply[PlannedShown]:
    """Show what an import of a download would do; nothing is made."""
    found = planned_shown(await api.importing.plan(number))
    return Reply(
        says=f"download {number}: {found.detail or named(found.status)}; nothing is made", body=found
    )


async def plan_all(api: Api) -> list[PlannedShown]:
    """Show what an import of all that finished before would do; nothing is made."""
    return [planned_shown(one) async for one in api.importing.plan_all()]


async def place(api: Api, number: Number) -> Reply[Ordered]:
    """Import a download."""
    with _refusing():
        return _ordered(number, (await api.importing.do(number)).status)


async def place_all(api: Api) -> Reply[OrderedAll]:
    """Import all that finished before, one after the other."""
    waiting = len(await api.importing.waiting())
    with _refusing():
        await api.importing.do_all()
    return Reply(
        says=f"{counted(waiting, 'torrent is', 'torrents are')} imported, one after the other",
        body=OrderedAll(waiting),
        status=HTTPStatus.ACCEPTED,
    )


async def confirm(api: Api, number: Number, body: Chosen) -> Reply[Ordered]:
    """Decide what an import waits for."""
    found = await existing_import(api, number)
    if found.status is not ImportStatus.NEEDS_PERSON:
        raise ConflictError(f"the import of download {number} is {named(found.status)}: it does not need you")
    return _ordered(number, (await api.importing.confirm(number, body.choice)).status)


async def undo(api: Api, number: Number) -> Reply[Ordered]:
    """Remove what an import made, as far as it is as it was made; the torrent stays."""
    found = await existing_import(api, number)
    if found.status is ImportStatus.UNDONE:
        raise ConflictError(f"the import of download {number} is undone already")
    return _ordered(number, (await api.importing.undo(number)).status)


@contextmanager
def _refusing() -> Iterator[None]:
    """What cannot be now is no fault of the request."""
    try:
        yield
    except BadInputError as error:
        raise ConflictError(str(error)) from error


def _ordered(number: int, status: ImportStatus) -> Reply[Ordered]:
    return Reply(
        says=f"the import of download {number} is {named(status)}",
        body=Ordered(number, status),
        status=HTTPStatus.ACCEPTED,
    )


def planned_shown(found: PlannedImport) -> PlannedShown:
    """A plan that is not carried out, for a reader."""
    return PlannedShown(
        download=found.download_id,
        title=found.name,
        status=found.status,
        problem_kind=found.problem,
        detail=found.detail,
        plan=None if found.plan is None else plan_shown(found.plan),
    )
