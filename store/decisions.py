"""A person's decisions about work that is stuck: retry or dismiss it."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, or_, select, update

from domain import events
from domain.events import DownloadApproved, Event, Report, TorrentFinished
from domain.facts import EventVerdict, ReasonKind, Status
from store.database import Database
from store.downloads import Download
from store.proposal_decisions import WAITING
from store.queue.inbox import append, is_buried
from store.tables import AWAITED_FILES, DOWNLOADS, EVENTS
from store.work import Work

OPEN_TO_DISMISSAL: Final = frozenset(
    {Status.FINISHED, Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON, Status.GONE}
)
"""The statuses that can be dismissed; a proposal is declined instead."""

_FINISHED: Final = frozenset(
    {Status.FINISHED, Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON, Status.APPLIED, Status.DISMISSED}
)


@dataclass(frozen=True, slots=True)
class Decisions:
    """A person's decisions in one store.

    Args:
        db: The store.
        arrived: The queue's; set when an event becomes due by a decision.
    """

    db: Database
    arrived: asyncio.Event

    async def retry_event(self, event_id: int, *, now: datetime) -> bool:
        """Retry an event that waits or failed for good.

        Returns:
            False when it is settled otherwise, or does not exist.
        """

        def retry(connection: Connection) -> bool:
            row = _undecided(connection, event_id)
            if row is not None:
                _retry(connection, [events.parse(row.payload)], now)
            return row is not None

        return await self._carry_on(retry)

    async def dismiss_event(self, event_id: int, *, now: datetime) -> bool:
        """Dismiss an event that waits or failed for good.

        Returns:
            False when it is settled otherwise, or does not exist.
        """

        def dismiss(connection: Connection) -> bool:
            row = _undecided(connection, event_id)
            if row is not None:
                _dismiss(connection, [row.key], now)
            return row is not None

        return await self.db.write(dismiss)

    async def retry_download(self, download: Download, *, now: datetime) -> bool:
        """Retry a download's next step now.

        Returns:
            False when it has no next step: it is not approved yet, or was declined.
        """
        step = next_step(download)
        if step is None:
            return False

        def retry(connection: Connection) -> bool:
            if download.status in OPEN_TO_DISMISSAL | {Status.DISMISSED} and download.info_hash:
                _set(connection, download.id, status=Status.FINISHED.value, reason=None, reason_kind=None)
            _retry(connection, [step], now)
            return True

        return await self._carry_on(retry)

    async def dismiss_download(self, download_id: int, *, now: datetime) -> bool:
        """Dismiss a download: its item is not searched for any more, until it finishes again or is retried.

        Returns:
            False when its status does not allow it.
        """
        return await self.db.write(lambda connection: _dismiss_download(connection, download_id, now))

    async def _carry_on(self, work: Work[bool]) -> bool:
        decided = await self.db.write(work)
        if decided:
            self.arrived.set()
        return decided


def next_step(download: Download) -> Event | None:
    """The event that continues a download; None when it needs approval first."""
    if download.status in WAITING:
        return DownloadApproved(download=download.id)
    if download.info_hash is None or download.status in {Status.PROPOSED, Status.REJECTED}:
        return None
    return TorrentFinished(info_hash=download.info_hash, v1=download.infohash_v1, v2=download.infohash_v2)


def may_be_linked(download: Download) -> bool:
    """Whether its torrent is finished; until then it has no files that a library item may hold."""
    return download.info_hash is not None and download.status in _FINISHED


def keys_of(download_id: int, hashes: Iterable[str | None]) -> list[str]:
    """The keys of the events of a download with these info hashes."""
    finished = [TorrentFinished(info_hash=one).key for one in dict.fromkeys(hashes) if one]
    return [DownloadApproved(download=download_id).key, *finished]


def _retry(connection: Connection, steps: Sequence[Event], now: datetime) -> None:
    """Append the events again; this answers the ones that failed for good."""
    steps = [
        step.model_copy(update={"report": Report.PERSON}) if isinstance(step, TorrentFinished) else step
        for step in steps
    ]
    connection.execute(
        update(EVENTS)
        .where(EVENTS.c.key.in_([step.key for step in steps]), is_buried())
        .values(verdict=EventVerdict.RETRIED)
    )
    append(connection, [(step, now) for step in steps])


def _dismiss(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """Settle the open events under these keys, also claimed ones, and answer those that failed for good."""
    named = EVENTS.c.key.in_(keys)
    reason = "dismissed by you"
    connection.execute(update(EVENTS).where(named, is_buried()).values(verdict=EventVerdict.DISMISSED))
    connection.execute(
        update(EVENTS)
        .where(named, EVENTS.c.settled_at.is_(None))
        .values(
            settled_at=now, verdict=EventVerdict.DISMISSED, reason=reason, lease_owner=None, lease_token=None
        )
    )


def _dismiss_download(connection: Connection, download_id: int, now: datetime) -> bool:
    query = select(DOWNLOADS).where(DOWNLOADS.c.id == download_id).with_for_update()
    row = connection.execute(query).first()
    if row is None or row.status not in OPEN_TO_DISMISSAL:
        return False
    _set(
        connection,
        download_id,
        status=Status.DISMISSED.value,
        reason="dismissed by you",
        reason_kind=ReasonKind.DISMISSED,
        candidates=None,
    )
    connection.execute(delete(AWAITED_FILES).where(AWAITED_FILES.c.download_id == download_id))
    _dismiss(connection, keys_of(download_id, [row.info_hash, row.infohash_v1, row.infohash_v2]), now)
    return True


def _undecided(connection: Connection, event_id: int) -> Any:
    """An event that waits or failed for good, locked until the transaction ends; None for any other."""
    open_to_decision = or_(EVENTS.c.settled_at.is_(None), is_buried())
    query = select(EVENTS).where(EVENTS.c.id == event_id, open_to_decision).with_for_update()
    return connection.execute(query).first()


def _set(connection: Connection, download_id: int, **values: Any) -> None:
    connection.execute(update(DOWNLOADS).where(DOWNLOADS.c.id == download_id).values(**values))
