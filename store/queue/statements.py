"""The statements that claim and end an event, and the conditions for a claim."""

from enum import Enum, auto
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select, update

from domain.leading import LEADERS
from domain.retry import Wait
from store.tables import EVENTS


def open_events(only: frozenset[str] | None, *, leading: bool) -> ColumnElement[bool]:
    """Open events: of these kinds, and with the leader's where this daemon leads."""
    conditions: list[ColumnElement[bool]] = [EVENTS.c.settled_at.is_(None)]
    if only is not None:
        conditions.append(EVENTS.c.kind.in_(sorted(only)))
    if not leading:
        conditions.append(EVENTS.c.kind.not_in(sorted(LEADERS)))
        conditions.append(EVENTS.c.wait.is_distinct_from(Wait.LEADER.value))
    return and_(*conditions)


_DEATHS: Final = EVENTS.c.deaths + case((EVENTS.c.lease_token.is_not(None), 1), else_=0)
"""Another daemon's claim that was not settled before its lease ended: that process ended while it handled the event."""


class Taking(Enum):
    """Which events are claimed."""

    DUE = auto()
    """Those that have been due longest, without suspects."""
    HELD = auto()
    """Of those that wait for a service, the ones that were tried longest ago."""
    SUSPECT = auto()
    """The suspects that have been due longest: a process ended more than once while it handled them."""


SUSPICIOUS: Final = 2
"""With this many deaths an event is a suspect, and is handled alone."""


def takeable(taking: Taking, only: frozenset[str] | None, *, leading: bool) -> ColumnElement[bool]:
    """Events that may be claimed when they are due.

    A daemon never claims its own claims again, whatever the clock says of the lease: this process is handling
    them, because the start releases all claims of an earlier one.
    """
    others = EVENTS.c.lease_owner.is_distinct_from(bindparam("claim_owner"))
    base = and_(open_events(only, leading=leading), others)
    match taking:
        case Taking.DUE:
            return base & (_DEATHS < SUSPICIOUS)
        case Taking.SUSPECT:
            return base & (_DEATHS >= SUSPICIOUS)
        case Taking.HELD:
            free = EVENTS.c.lease_token.is_(None) & (EVENTS.c.deaths < SUSPICIOUS)
            return base & free & (EVENTS.c.waits_for == bindparam("service"))


_OF_A_CLAIM: Final = [
    EVENTS.c[name]
    for name in ("id", "payload", "created_at", "attempts", "looks", "wait", "signals", "deaths")
]


@cache
def claim_statement(taking: Taking, *, skip_locked: bool, only: frozenset[str] | None, leading: bool) -> Any:
    """Claims as many events as are asked for, in one statement: select and then update would claim some twice."""
    found = _longest_due(taking, only, leading=leading)
    if skip_locked:
        found = found.with_for_update(skip_locked=True)
    # A query of its own, so that PostgreSQL runs it once: within the condition it may run for each row, and lock more.
    longest_due = found.cte("longest_due")
    return (
        update(EVENTS)
        .where(EVENTS.c.id.in_(select(longest_due.c.id)))
        .values(
            due_at=bindparam("until"),
            lease_token=bindparam("claim_token"),
            lease_owner=bindparam("claim_owner"),
            attempts=EVENTS.c.attempts + 1,
            deaths=_DEATHS,
        )
        .returning(*_OF_A_CLAIM)
    )


def _longest_due(taking: Taking, only: frozenset[str] | None, *, leading: bool) -> Select[Any]:
    found = (
        select(EVENTS.c.id)
        .where(takeable(taking, only, leading=leading))
        .order_by(EVENTS.c.due_at, EVENTS.c.id)
        .limit(bindparam("most"))
    )
    return found if taking is Taking.HELD else found.where(EVENTS.c.due_at <= bindparam("now"))


@cache
def next_due_statement(only: frozenset[str] | None, *, leading: bool) -> Any:
    """When the next claimable event comes due."""
    return select(func.min(EVENTS.c.due_at)).where(takeable(Taking.DUE, only, leading=leading))


_AGAIN: Final = EVENTS.c.signals != bindparam("seen_signals")
_NOW: Final = bindparam("now", type_=EVENTS.c.due_at.type)

_OURS: Final = update(EVENTS).where(
    EVENTS.c.id == bindparam("held_id"),
    EVENTS.c.lease_token == bindparam("held_token"),
    EVENTS.c.settled_at.is_(None),
)

PUT_BACK: Final = _OURS.values(
    due_at=case((_AGAIN, EVENTS.c.created_at), else_=bindparam("later", type_=EVENTS.c.due_at.type)),
    attempts=bindparam("given_attempts"),
    looks=bindparam("given_looks"),
    wait=bindparam("given_wait"),
    waits_for=bindparam("given_service"),
    reason=bindparam("given_reason"),
    files_written_at=bindparam("given_written_at", type_=EVENTS.c.files_written_at.type),
    library_id=bindparam("given_library"),
    deaths=0,
    lease_owner=None,
    lease_token=None,
)

HAND_OVER: Final = _OURS.values(
    due_at=_NOW,
    attempts=EVENTS.c.attempts - 1,
    wait=bindparam("given_wait"),
    waits_for=None,
    reason=bindparam("given_reason"),
    deaths=0,
    lease_owner=None,
    lease_token=None,
)

SETTLE: Final = _OURS.values(
    settled_at=case((_AGAIN, None), else_=_NOW),
    verdict=case((_AGAIN, None), else_=bindparam("given_verdict")),
    due_at=_NOW,
    attempts=case((_AGAIN, 0), else_=EVENTS.c.attempts),
    looks=case((_AGAIN, 0), else_=EVENTS.c.looks),
    wait=None,
    waits_for=None,
    reason=bindparam("given_reason"),
    deaths=0,
    lease_owner=None,
    lease_token=None,
).returning(EVENTS.c.settled_at)
