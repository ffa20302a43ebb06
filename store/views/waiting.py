"""What needs a person: one count for page, commands, health, metrics and notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, cast, func, literal, or_, select

from domain.facts import Status
from domain.retry import Wait
from store.kept import Kept
from store.queue.inbox import is_buried
from store.tables import DOWNLOADS, EVENTS

_NEEDS_PERSON: Final = DOWNLOADS.c.status == Status.NEEDS_PERSON.value
_ABOUT: Final = func.substr(EVENTS.c.key, func.length(EVENTS.c.kind) + 2)
_FINISHED: Final = case((EVENTS.c.kind == "torrent.finished", _ABOUT))
_APPROVED: Final = case((EVENTS.c.kind == "download.approved", cast(_ABOUT, DOWNLOADS.c.id.type)))
# By event, of which few ask for a person: the downloads that do may be thousands.
_OF_THE_UNDECIDED: Final = or_(
    *(
        select(literal(1)).where(_NEEDS_PERSON, column == of_event).exists()
        for column, of_event in ((DOWNLOADS.c.info_hash, _FINISHED), (DOWNLOADS.c.id, _APPROVED))
    )
)
"""The events of downloads that a person decides on anyway."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Why events need a person, how many have that reason, and the first of them."""

    reason: str | None
    number: int
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much needs a person, each thing counted once.

    Args:
        undecided: Downloads that a person decides on.
        proposed: Proposals that wait for approval.
        given_up: Events that failed for good, other than those of `undecided`.
        asking: The reasons why events wait for a person, without those of `undecided` and of refused services.
    """

    undecided: int
    proposed: int
    given_up: int
    asking: Sequence[Asking]

    @property
    def total(self) -> int:
        """All of it."""
        return self.undecided + self.proposed + self.given_up + len(self.asking)


@dataclass(frozen=True, slots=True)
class WaitingForPerson:
    """What needs a person in one store."""

    kept: Kept

    async def count(self) -> Waiting:
        """How much of each kind."""
        return await self.kept("waiting", _count)


def given_up() -> ColumnElement[bool]:
    """Whether an event failed for good, and is not that of a download that a person decides on anyway."""
    return is_buried() & ~_OF_THE_UNDECIDED


def asks() -> ColumnElement[bool]:
    """Whether an event needs a person, and nothing else asks that person for the same."""
    waits = EVENTS.c.settled_at.is_(None) & (EVENTS.c.wait == Wait.PERSON.value)
    return waits & EVENTS.c.waits_for.is_(None) & ~_OF_THE_UNDECIDED


def _count(connection: Connection) -> Waiting:
    statuses = (Status.NEEDS_PERSON, Status.PROPOSED)
    query = select(DOWNLOADS.c.status, func.count().label("number")).where(DOWNLOADS.c.status.in_(statuses))
    downloads = {row.status: row.number for row in connection.execute(query.group_by(DOWNLOADS.c.status))}
    asking = select(EVENTS.c.reason, func.count(), func.min(EVENTS.c.id)).where(asks())
    return Waiting(
        undecided=downloads.get(Status.NEEDS_PERSON, 0),
        proposed=downloads.get(Status.PROPOSED, 0),
        given_up=connection.execute(select(func.count()).where(given_up())).scalar_one(),
        asking=[
            Asking(*row)
            for row in connection.execute(asking.group_by(EVENTS.c.reason).order_by(func.min(EVENTS.c.id)))
        ],
    )
