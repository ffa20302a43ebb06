"""Download records on their way from a proposal to the torrent client's queue."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from domain.events import DownloadApproved
from domain.facts import ReasonKind, Status
from domain.recording import Recording
from domain.rules import RuleKind
from store import proposal_decisions as decide
from store.database import Database
from store.downloads import Download, described, download_from, downloads_of
from store.proposal_decisions import WAITING, editions_stored
from store.queue.inbox import append
from store.tables import DOWNLOADS


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A recording that is proposed.

    Args:
        recording: With all its metadata.
        wanted: The query.
        found_by: Who asked.
        chosen_because: Why this edition was chosen.
        run_id: The search run; None for a person's own request.
        reason: What a person should know before the decision, and its kind.
        editions: The others that were found, the best first.
    """

    recording: Recording
    wanted: Mapping[str, Any]
    found_by: str
    chosen_because: str
    run_id: int | None = None
    reason: str | None = None
    reason_kind: ReasonKind | None = None
    editions: Sequence[Recording] = ()


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals of one store. A change of status that comes too late has no effect.

    Args:
        db: The store.
        arrived: The queue's; set when an approval is appended.
    """

    db: Database
    arrived: asyncio.Event

    async def create(self, proposal: Proposal, *, approved: bool, now: datetime) -> Download:
        """Store a proposal; if *approved*, its event is appended in the same transaction."""
        statement = (
            insert(DOWNLOADS)
            .values(
                **described(proposal.recording),
                wanted=dict(proposal.wanted),
                found_by=proposal.found_by,
                chosen_because=proposal.chosen_because,
                run_id=proposal.run_id,
                reason=proposal.reason,
                reason_kind=proposal.reason_kind,
                editions=editions_stored(proposal.editions),
                created_at=now,
                status=(Status.APPROVED if approved else Status.PROPOSED).value,
            )
            .returning(DOWNLOADS)
        )

        def store(connection: Connection) -> Download:
            download = download_from(connection.execute(statement).mappings().one())
            if approved:
                append(connection, [(DownloadApproved(download=download.id), now)])
            return download

        download = await self.db.write(store)
        if approved:
            self.arrived.set()
        return download

    async def approve(self, download_id: int, *, now: datetime) -> bool:
        """Approve a record, from `GRACE` later on; one that already waits is tried again at once.

        Returns:
            False when its status does not allow it.
        """
        changed = await self.db.write(lambda connection: decide.approve(connection, download_id, now))
        if changed:
            self.arrived.set()
        return changed

    async def reject(
        self, download_id: int, *, reason: str, now: datetime, never: RuleKind | None = None
    ) -> bool:
        """Decline a record; it is not proposed again, and with *never* nothing of that kind is.

        Returns:
            False when it is too late, or the record does not exist.
        """
        return await self.db.write(
            lambda connection: decide.reject(connection, download_id, now, reason=reason, never=never)
        )

    async def reconsider(self, download_id: int) -> bool:
        """Take a person's decision back, with the rule that came with it: the record is as it was before.

        Returns:
            False when no person decided, or the torrent client has the torrent already.
        """
        return await self.db.write(lambda connection: decide.reconsider(connection, download_id))

    async def take_edition(self, download_id: int, recording: Recording) -> bool:
        """Put another edition in the place of the proposed one, which stays among those to choose from.

        Returns:
            False when the record is no proposal any more, or the edition is none of its others.
        """
        return await self.db.write(lambda connection: decide.take_edition(connection, download_id, recording))

    async def wait(
        self, download_id: int, kind: ReasonKind, reason: str, *, status: Status | None = None
    ) -> None:
        """Store the reason why a waiting record waits; a new *status* only while it still waits."""
        changed = {} if status is None else {"status": status.value}
        await self._moved(download_id, among=WAITING, reason=reason, reason_kind=kind, **changed)

    async def begin_adding(self, download_id: int) -> bool:
        """Mark a record as being added, right before that; from then on it cannot be declined.

        Returns:
            False when a person declined it first.
        """
        return await self._moved(
            download_id, among=WAITING, status=Status.ADDING.value, reason=None, reason_kind=None
        )

    async def queued(self, download_id: int, *, now: datetime) -> None:
        """Note that the torrent client lists it; a record that is further already stays as it is."""
        await self._moved(
            download_id,
            among=WAITING,
            status=Status.QUEUED.value,
            reason=None,
            reason_kind=None,
            queued_at=now,
        )

    async def under_way(self, *, since: datetime) -> list[Download]:
        """The records that are being added or downloaded, and all that were queued since then."""
        running = DOWNLOADS.c.status.in_([Status.ADDING.value, Status.QUEUED.value])
        query = select(DOWNLOADS).where(or_(running, DOWNLOADS.c.queued_at >= since))
        return await self.db.read(downloads_of(query))

    async def _moved(self, download_id: int, *, among: Collection[Status], **values: Any) -> bool:
        return await self.db.write(lambda connection: _move(connection, download_id, among=among, **values))


def _move(connection: Connection, download_id: int, *, among: Collection[Status], **values: Any) -> bool:
    """Change a record if its status is one of *among*."""
    result = connection.execute(
        update(DOWNLOADS)
        .where(DOWNLOADS.c.id == download_id, DOWNLOADS.c.status.in_([one.value for one in among]))
        .values(**values)
    )
    return bool(result.rowcount)
