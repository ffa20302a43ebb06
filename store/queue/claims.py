"""Claims on events: taken in one statement, leased, and settled only by their holder."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update

from domain import events
from domain.events import Event
from domain.facts import EventVerdict
from domain.looking import Expected
from domain.outcomes import Keep, Progress
from store import work
from store.database import Database
from store.ownership import Lead
from store.progress import add_progress
from store.queue.inbox import append
from store.queue.statements import (
    HAND_OVER,
    PUT_BACK,
    SETTLE,
    Taking,
    claim_statement,
    next_due_statement,
    takeable,
)
from store.queue.wakes import notifying
from store.tables import EVENTS

DIED: Final = "the daemon ended while this was being handled"


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that this daemon may handle until its lease ends.

    `attempt` counts from 1; `looks` counts the times that it was too early. `signals` is how often the fact had
    been reported when the event was claimed, the first time at `created_at`. `deaths` is how often in a row the
    process ended while it handled the event.
    """

    id: int
    event: Event
    created_at: datetime
    attempt: int
    looks: int
    wait: str | None
    signals: int
    token: str
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """The outcome of an event: done, dropped or buried, the reason, and what else is stored with it."""

    verdict: EventVerdict
    reason: str
    then: tuple[Event, ...] = ()
    progress: Progress | None = None
    keep: Keep = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """How an event waits, for a `reason`: until `due_at`, or until it is woken by the key `wait`.

    `attempts` were used, and `looks` times it was too early. `waits_for` is the service whose return makes it due,
    `expected` the library item that it waits for, and `keep` what else is stored with it.
    """

    due_at: datetime
    looks: int
    wait: str
    reason: str
    attempts: int
    waits_for: str | None = None
    expected: Expected | None = None
    keep: Keep = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one daemon on the queue.

    Args:
        db: The store.
        owner: This daemon's name in claims; the same after a restart, so that it can release its former claims.
        arrived: Set whenever an event may have become due.
        only: The kinds of events that it claims; None for all.
        lead: Whether it also claims the events that only the leader handles.
    """

    db: Database
    owner: str
    arrived: asyncio.Event
    only: frozenset[str] | None = None
    lead: Lead = field(default_factory=lambda: Lead(taken=True))

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
            The claims, their attempts 1 or more; and when the next claimable event comes due, None without one. Where
            there were as many as asked for, that is now: more may be due.
        """
        token, leading = secrets.token_hex(8), self.lead.taken
        skips = not self.db.is_sqlite
        statement = claim_statement(taking, skip_locked=skips, only=self.only, leading=leading)
        mine = {"claim_owner": self.owner}
        of_when = {"service": service} if taking is Taking.HELD else {"now": now}
        values = {**mine, **of_when, "until": now + lease, "claim_token": token, "most": most}
        next_due = next_due_statement(self.only, leading=leading)

        def take(connection: Connection) -> tuple[Sequence[Any], datetime | None]:
            rows = connection.execute(statement, values).all()
            return rows, now if len(rows) == most else connection.execute(next_due, mine).scalar()

        # A failure of the machine may undo a claim: the event is open and due after the failure anyway.
        rows, due_at = await self.db.write(take, durable=False)
        return [_claim_from(row, token) for row in rows], due_at

    async def next_due(self) -> datetime | None:
        """When the next event that `claim_next` would take comes due; None without one."""
        query = next_due_statement(self.only, leading=self.lead.taken)
        due: datetime | None = await self.db.read(work.scalar(query, {"claim_owner": self.owner}))
        return due

    async def has_suspects(self, *, now: datetime) -> bool:
        """Whether an event is due during whose handling a process ended more than once."""
        suspects = takeable(Taking.SUSPECT, self.only, leading=self.lead.taken) & (EVENTS.c.due_at <= now)
        query = select(EVENTS.c.id).where(suspects).limit(1)
        return await self.db.read(work.scalar(query, {"claim_owner": self.owner})) is not None

    async def settle(self, claim: Claim, ending: Ending, *, now: datetime) -> bool:
        """End an event; the events that follow are stored in the same transaction.

        If the fact was reported again meanwhile, the event stays open and is due at once: the last report has not
        been handled.

        Returns:
            Whether we still held it; if not, nothing was changed.
        """
        ended = {"now": now, "given_verdict": ending.verdict, "given_reason": ending.reason}

        def end(connection: Connection) -> Any:
            row = connection.execute(SETTLE, _held(claim) | ended).first()
            if row is None:
                return None
            for keep in ending.keep:
                keep(connection)
            append(connection, [(event, now) for event in ending.then])
            if ending.progress is not None:
                add_progress(connection, ending.progress)
            return row

        row = await self.db.write(end)
        if row is not None and (ending.then or row.settled_at is None):
            self.arrived.set()
        return row is not None

    async def put_back(self, claim: Claim, postponed: Postponed) -> bool:
        """Let an event wait; if it was reported meanwhile, it is due at once.

        Returns:
            Whether we still held it; if not, nothing was changed.
        """
        expected = postponed.expected
        values = {
            **_held(claim),
            "later": postponed.due_at,
            "given_attempts": postponed.attempts,
            "given_looks": postponed.looks,
            "given_wait": postponed.wait,
            "given_service": postponed.waits_for,
            "given_reason": postponed.reason,
            "given_written_at": None if expected is None else expected.written_at,
            "given_library": None if expected is None else expected.library_id,
        }

        def put_back(connection: Connection) -> bool:
            held = connection.execute(PUT_BACK, values).rowcount == 1
            for keep in postponed.keep if held else ():
                keep(connection)
            return held

        held = await self.db.write(put_back)
        self.arrived.set()  # wakes the producer, which waits for the next due time
        return held

    async def hand_over(self, claim: Claim, *, wait: str | None, reason: str, now: datetime) -> bool:
        """Return an event unhandled and due at once; the claim does not count as an attempt.

        Returns:
            Whether we still held it; if not, nothing was changed.
        """
        given = {"held_id": claim.id, "held_token": claim.token, "now": now}
        values = {**given, "given_wait": wait, "given_reason": reason}
        return await self.db.write(notifying(HAND_OVER, values)) == 1

    async def take_back(self, *, now: datetime) -> int:
        """Make due at once what an earlier run of this daemon had claimed and not settled.

        Returns:
            How many there were.
        """
        mine = update(EVENTS).where(EVENTS.c.settled_at.is_(None), EVENTS.c.lease_owner == self.owner)
        again = {"due_at": now, "lease_owner": None, "lease_token": None, "reason": DIED}
        return await self.db.write(work.change(mine.values(**again, deaths=EVENTS.c.deaths + 1)))


def _claim_from(row: Any, token: str) -> Claim:
    """The claim in a row of the queue."""
    number, payload, created_at, attempt, looks, wait, signals, deaths = row
    event = events.parse(payload)
    return Claim(number, event, created_at, attempt, looks, wait, signals, token, deaths)


def _held(claim: Claim) -> dict[str, Any]:
    """The values by which a statement finds the event of a claim, as long as that is ours."""
    return {"held_id": claim.id, "held_token": claim.token, "seen_signals": claim.signals}
