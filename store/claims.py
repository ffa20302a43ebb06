"""Who works on which event: claimed in one statement, leased, and settled only by the holder."""

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, bindparam, case, func, select, update

from domain import events
from domain.events import Event
from store.database import Database
from store.inbox import append
from store.tables import EventRow

_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that is ours to handle until its lease ends.

    `attempt` counts from 1; `looks` the times that it was too early. `signals` is how often the fact had
    been reported when it was claimed.
    """

    id: int
    event: Event
    attempt: int
    looks: int
    wait: str | None
    signals: int
    token: str


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one daemon on the inbox.

    Args:
        db: The store.
        owner: This daemon's name in claims; the same after a restart, so that it can take back its own.
        arrived: Set whenever something may have come due.
        only: The kinds of events that it takes; None for all.
    """

    db: Database
    owner: str
    arrived: asyncio.Event
    only: frozenset[str] | None = None

    async def claim_next(self, *, now: datetime, lease: timedelta) -> Claim | None:
        """Take the event that has been due longest, for as long as *lease*.

        A claim counts as an attempt at once; an event that is not settled in time comes due again.

        Returns:
            The claim, its attempt 1 or more; None when nothing is due.
        """
        token = secrets.token_hex(8)
        async with self.db.write() as connection:
            row = (
                await connection.execute(
                    _claim_statement(skip_locked=not self.db.is_sqlite, only=self.only),
                    {"now": now, "until": now + lease, "claim_token": token, "claim_owner": self.owner},
                )
            ).first()
        if row is None:
            return None
        return Claim(
            id=row.id,
            event=events.parse(row.payload),
            attempt=row.attempts,
            looks=row.looks,
            wait=row.wait,
            signals=row.signals,
            token=token,
        )

    async def next_due(self) -> datetime | None:
        """When the next event comes due; None when none waits."""
        async with self.db.read() as connection:
            query = select(func.min(_EVENTS.c.due_at)).where(_open(self.only))
            due: datetime | None = (await connection.execute(query)).scalar()
        return due

    async def settle(
        self, claim: Claim, *, verdict: str, reason: str, then: Iterable[Event], now: datetime
    ) -> bool:
        """End an event, and append what follows from it in the same transaction.

        When the fact was reported again meanwhile, the event stays open and comes due at once: what was
        reported last has not been looked at.

        Returns:
            Whether it was still ours; if not, nothing was changed.
        """
        again = _EVENTS.c.signals != claim.signals
        async with self.db.write() as connection:
            result = await connection.execute(
                _held(claim).values(
                    settled_at=case((again, None), else_=bindparam("now", now)),
                    verdict=case((again, None), else_=verdict),
                    due_at=now,
                    attempts=0,
                    looks=0,
                    wait=None,
                    reason=reason,
                    lease_owner=None,
                    lease_token=None,
                )
            )
            if result.rowcount != 1:
                return False
            await append(connection, [(event, now) for event in then])
        self.arrived.set()
        return True

    async def put_back(
        self, claim: Claim, *, due_at: datetime, looks: int, wait: str, reason: str, attempts: int
    ) -> bool:
        """Let an event wait until *due_at*; a report that came meanwhile makes it due at once.

        Returns:
            Whether it was still ours; if not, nothing was changed.
        """
        due = case(
            (_EVENTS.c.signals != claim.signals, _EVENTS.c.created_at), else_=bindparam("later", due_at)
        )
        async with self.db.write() as connection:
            result = await connection.execute(
                _held(claim).values(
                    due_at=due,
                    attempts=attempts,
                    looks=looks,
                    wait=wait,
                    reason=reason,
                    lease_owner=None,
                    lease_token=None,
                )
            )
        return bool(result.rowcount == 1)

    async def take_back(self, *, now: datetime) -> int:
        """Make due at once what a former run of this daemon had claimed and not settled.

        Returns:
            How many there were.
        """
        async with self.db.write() as connection:
            result = await connection.execute(
                update(_EVENTS)
                .where(_EVENTS.c.settled_at.is_(None), _EVENTS.c.lease_owner == self.owner)
                .values(due_at=now, lease_owner=None, lease_token=None)
            )
        return int(result.rowcount)

    async def wake(self, *, wait: str, now: datetime) -> int:
        """Make due at once what waits for *wait*.

        Returns:
            How many there were.
        """
        async with self.db.write() as connection:
            result = await connection.execute(
                update(_EVENTS)
                .where(
                    _EVENTS.c.settled_at.is_(None),
                    _EVENTS.c.lease_token.is_(None),
                    _EVENTS.c.wait == wait,
                    _EVENTS.c.due_at > now,
                )
                .values(due_at=now)
            )
        if result.rowcount:
            self.arrived.set()
        return int(result.rowcount)


def _held(claim: Claim) -> Any:
    return update(_EVENTS).where(
        _EVENTS.c.id == claim.id, _EVENTS.c.lease_token == claim.token, _EVENTS.c.settled_at.is_(None)
    )


def _open(only: frozenset[str] | None) -> ColumnElement[bool]:
    still_open = _EVENTS.c.settled_at.is_(None)
    return still_open if only is None else still_open & _EVENTS.c.kind.in_(sorted(only))


@cache
def _claim_statement(*, skip_locked: bool, only: frozenset[str] | None) -> Any:
    due = (
        select(_EVENTS.c.id)
        .where(_open(only), _EVENTS.c.due_at <= bindparam("now"))
        .order_by(_EVENTS.c.due_at, _EVENTS.c.id)
        .limit(1)
    )
    if skip_locked:
        due = due.with_for_update(skip_locked=True)
    return (
        update(_EVENTS)
        .where(_EVENTS.c.id == due.scalar_subquery())
        .values(
            due_at=bindparam("until"),
            lease_token=bindparam("claim_token"),
            lease_owner=bindparam("claim_owner"),
            attempts=_EVENTS.c.attempts + 1,
        )
        .returning(
            _EVENTS.c.id,
            _EVENTS.c.payload,
            _EVENTS.c.attempts,
            _EVENTS.c.looks,
            _EVENTS.c.wait,
            _EVENTS.c.signals,
        )
    )
