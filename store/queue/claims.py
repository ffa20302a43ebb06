"""Claims on events: taken in one statement, leased, and settled only by their holder."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update

from domain.looking import Expected
from store import work
from store.database import Database
from store.progress import add_progress
from store.queue.claim import Claim, Ending, claim_from
from store.queue.inbox import append
from store.queue.statements import PUT_BACK, SETTLE, Taking, claim_statement, next_due_statement, takeable
from store.queue.wakes import notifying
from store.tables import EVENTS

DIED: Final = "the daemon ended while this was being handled"


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one daemon on the queue.

    Args:
        db: The store.
        owner: This daemon's name in claims; the same after a restart, so that it can release its former claims.
        arrived: Set whenever an event may have become due.
        only: The kinds of events that it claims; None for all.
        leads: Whether it also claims the events that only the leader handles.
    """

    db: Database
    owner: str
    arrived: asyncio.Event
    only: frozenset[str] | None = None
    leads: Callable[[], bool] = lambda: True

    async def claim_next(
        self, *, now: datetime, lease: timedelta, taking: Taking = Taking.DUE, service: str = ""
    ) -> Claim | None:
        """The first claim of `claim`; None when there is none."""
        claims, _ = await self.claim(now=now, lease=lease, taking=taking, service=service)
        return claims[0] if claims else None

    async def claim(
        self,
        *,
        now: datetime,
        lease: timedelta,
        taking: Taking = Taking.DUE,
        service: str = "",
        most: int = 1,
    ) -> tuple[Sequence[Claim], datetime | None]:
        """Claim events for as long as *lease*; without *taking*, the ones that have been due longest.

        A claim counts as an attempt at once; an event that is not settled in time comes due again for the
        other daemons, and for this one after its restart.

        Args:
            now: The current time.
            lease: Longer than any handler may take.
            taking: Which of them.
            service: The service that they wait for, if *taking* is of held events.
            most: How many.

        Returns:
            The claims, their attempts 1 or more; and when the next claimable event comes due, None without one.
        """
        token = secrets.token_hex(8)
        statement = claim_statement(
            taking, skip_locked=not self.db.is_sqlite, only=self.only, leading=self.leads()
        )
        values: dict[str, Any] = {
            "until": now + lease,
            "claim_token": token,
            "claim_owner": self.owner,
            "most": most,
            **({"service": service} if taking is Taking.HELD else {"now": now}),
        }
        next_due = next_due_statement(self.only, leading=self.leads())

        def take(connection: Connection) -> tuple[Sequence[Any], datetime | None]:
            rows = connection.execute(statement, values).all()
            found = connection.execute(next_due, {"claim_owner": self.owner})
            return rows, found.scalar()

        # A failure of the machine may undo a claim: the event is open and due after the failure anyway.
        rows, due_at = await self.db.write(take, durable=False)
        return [claim_from(row, token) for row in rows], due_at

    async def next_due(self) -> datetime | None:
        """When the next event that `claim_next` would take comes due; None without one."""
        query = next_due_statement(self.only, leading=self.leads())
        due: datetime | None = await self.db.read(work.scalar(query, {"claim_owner": self.owner}))
        return due

    async def has_suspects(self, *, now: datetime) -> bool:
        """Whether an event is due during whose handling a process ended more than once."""
        suspects = takeable(Taking.SUSPECT, self.only, leading=self.leads()) & (EVENTS.c.due_at <= now)
        query = select(EVENTS.c.id).where(suspects).limit(1)
        return await self.db.read(work.scalar(query, {"claim_owner": self.owner})) is not None

    async def settle(self, claim: Claim, ending: Ending, *, now: datetime) -> bool:
        """End an event; the events that follow are stored in the same transaction.

        If the fact was reported again meanwhile, the event stays open and is due at once: the last report has not
        been handled.

        Returns:
            Whether we still held it; if not, nothing was changed.
        """
        values = {
            "held_id": claim.id,
            "held_token": claim.token,
            "seen_signals": claim.signals,
            "now": now,
            "given_verdict": ending.verdict,
            "given_reason": ending.reason,
        }

        def end(connection: Connection) -> Any:
            row = connection.execute(SETTLE, values).first()
            if row is None:
                return None
            append(connection, [(event, now) for event in ending.then])
            if ending.progress is not None:
                add_progress(connection, ending.progress)
            return row

        row = await self.db.write(end)
        if row is not None and (ending.then or row.settled_at is None):
            self.arrived.set()
        return row is not None

    async def put_back(  # noqa: PLR0913 - the columns of a waiting event
        self,
        claim: Claim,
        *,
        due_at: datetime,
        looks: int,
        wait: str,
        reason: str,
        attempts: int,
        waits_for: str | None = None,
        expected: Expected | None = None,
    ) -> bool:
        """Let an event wait until *due_at*; if it was reported meanwhile, it is due at once.

        Args:
            claim: Ours.
            due_at: When it is handled again at the latest.
            looks: How often it was too early.
            wait: The key that wakes it.
            reason: One sentence for a person.
            attempts: How many attempts were used.
            waits_for: The service whose return makes it due.
            expected: The library item that it waits for.

        Returns:
            Whether we still held it; if not, nothing was changed.
        """
        values = {
            "held_id": claim.id,
            "held_token": claim.token,
            "seen_signals": claim.signals,
            "later": due_at,
            "given_attempts": attempts,
            "given_looks": looks,
            "given_wait": wait,
            "given_service": waits_for,
            "given_reason": reason,
            "given_written_at": None if expected is None else expected.written_at,
            "given_library": None if expected is None else expected.library_id,
        }
        held = await self.db.write(work.change(PUT_BACK, values)) == 1
        self.arrived.set()  # wakes the producer, which waits for the next due time
        return held

    async def hand_over(self, claim: Claim, *, wait: str | None, reason: str, now: datetime) -> bool:
        """Return an event unhandled and due at once; the claim does not count as an attempt.

        Returns:
            Whether we still held it; if not, nothing was changed.
        """
        given_back = _held(claim).values(
            due_at=now,
            attempts=claim.attempt - 1,
            wait=wait,
            waits_for=None,
            reason=reason,
            deaths=0,
            lease_owner=None,
            lease_token=None,
        )
        return await self.db.write(notifying(given_back)) == 1

    async def take_back(self, *, now: datetime) -> int:
        """Make due at once what an earlier run of this daemon had claimed and not settled.

        Returns:
            How many there were.
        """
        mine = update(EVENTS).where(EVENTS.c.settled_at.is_(None), EVENTS.c.lease_owner == self.owner)
        again = {"due_at": now, "lease_owner": None, "lease_token": None, "reason": DIED}
        return await self.db.write(work.change(mine.values(**again, deaths=EVENTS.c.deaths + 1)))

    async def wake(self, *, wait: str, now: datetime) -> int:
        """Make the events due at once that wait for *wait*.

        Returns:
            How many there were.
        """
        waiting = update(EVENTS).where(
            EVENTS.c.settled_at.is_(None),
            EVENTS.c.lease_token.is_(None),
            EVENTS.c.wait == wait,
            EVENTS.c.due_at > now,
        )
        woken = await self.db.write(notifying(waiting.values(due_at=now)))
        if woken:
            self.arrived.set()
        return woken


def _held(claim: Claim) -> Any:
    return update(EVENTS).where(
        EVENTS.c.id == claim.id, EVENTS.c.lease_token == claim.token, EVENTS.c.settled_at.is_(None)
    )
