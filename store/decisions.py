"""What a person decides about work that does not go on by itself: look again, or leave it."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain import events
from domain.events import DownloadApproved, Event, TorrentFinished
from domain.facts import EventVerdict, ReasonKind, Status
from store.database import Database
from store.downloads import Download
from store.proposals import WAITING
from store.queue.inbox import append, is_buried
from store.tables import AwaitedFileRow, DownloadRow, EventRow

_EVENTS: Final[Table] = EventRow.__table__  # type: ignore[attr-defined]  # SQLModel declares it at run time
_DOWNLOADS: Final[Table] = DownloadRow.__table__  # type: ignore[attr-defined]  # as above
_FILES: Final[Table] = AwaitedFileRow.__table__  # type: ignore[attr-defined]  # as above

OPEN_TO_DISMISSAL: Final = frozenset(
    {Status.FINISHED, Status.WAITING_FOR_ITEM, Status.NEEDS_PERSON, Status.GONE}
)
"""What may be left alone; a proposal is declined instead."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A person's decisions in one store.

    Args:
        db: The store.
        arrived: The inbox's: set when something comes due by them.
    """

    db: Database
    arrived: asyncio.Event

    async def retry_event(self, event_id: int, *, now: datetime) -> bool:
        """Look again at an event that was given up, or that waits.

        Returns:
            False when it was settled otherwise, or there is none.
        """
        async with self.db.write() as connection:
            row = await _event(connection, event_id)
            if row is None or (row.settled_at is not None and row.verdict != EventVerdict.BURIED):
                return False
            await _look_again(connection, [events.parse(row.payload)], now)
        self.arrived.set()
        return True

    async def dismiss_event(self, event_id: int, *, now: datetime) -> bool:
        """Leave an event that was given up, or that waits, alone.

        Returns:
            False when it was settled otherwise, or there is none.
        """
        async with self.db.write() as connection:
            row = await _event(connection, event_id)
            if row is None or (row.settled_at is not None and row.verdict != EventVerdict.BURIED):
                return False
            await _dismiss(connection, [row.key], now)
        return True

    async def retry_download(self, download: Download, *, now: datetime) -> bool:
        """Take up a download's next step at once.

        Returns:
            False when there is none to take up: nobody approved it yet, or it was declined.
        """
        step = next_step(download)
        if step is None:
            return False
        async with self.db.write() as connection:
            if download.status in OPEN_TO_DISMISSAL | {Status.DISMISSED} and download.info_hash:
                await _set(
                    connection, download.id, status=Status.FINISHED.value, reason=None, reason_kind=None
                )
            await _look_again(connection, [step], now)
        self.arrived.set()
        return True

    async def dismiss_download(self, download_id: int, *, now: datetime) -> bool:
        """Leave a download alone: nothing looks for its item any more, until it finishes anew or is retried.

        Returns:
            False when its status is none that could be left.
        """
        async with self.db.write() as connection:
            query = select(_DOWNLOADS).where(_DOWNLOADS.c.id == download_id).with_for_update()
            row = (await connection.execute(query)).first()
            if row is None or row.status not in OPEN_TO_DISMISSAL:
                return False
            await _set(
                connection,
                download_id,
                status=Status.DISMISSED.value,
                reason="dismissed by a person",
                reason_kind=ReasonKind.DISMISSED,
                candidates=None,
            )
            await connection.execute(delete(_FILES).where(_FILES.c.download_id == download_id))
            hashes = [one for one in (row.info_hash, row.infohash_v1, row.infohash_v2) if one]
            await _dismiss(connection, keys_of(download_id, hashes), now)
        return True


def next_step(download: Download) -> Event | None:
    """The event that carries a download on; None when a person has to approve it first."""
    if download.status in WAITING:
        return DownloadApproved(download=download.id)
    if download.info_hash is None or download.status in {Status.PROPOSED, Status.REJECTED}:
        return None
    return TorrentFinished(info_hash=download.info_hash, v1=download.infohash_v1, v2=download.infohash_v2)


def keys_of(download_id: int, hashes: Iterable[str | None]) -> list[str]:
    """The keys of the events of a download with these info hashes."""
    finished = [TorrentFinished(info_hash=one).key for one in dict.fromkeys(hashes) if one]
    return [DownloadApproved(download=download_id).key, *finished]


async def _look_again(connection: AsyncConnection, steps: Sequence[Event], now: datetime) -> None:
    """Append the events anew; the ones that were given up are answered by them."""
    await connection.execute(
        update(_EVENTS)
        .where(_EVENTS.c.key.in_([step.key for step in steps]), is_buried())
        .values(verdict=EventVerdict.RETRIED)
    )
    await append(connection, [(step, now) for step in steps])


async def _dismiss(connection: AsyncConnection, keys: Sequence[str], now: datetime) -> None:
    """Settle what is open under these keys, also in somebody's hands, and answer what was given up."""
    named = _EVENTS.c.key.in_(keys)
    reason = "dismissed by a person"
    await connection.execute(update(_EVENTS).where(named, is_buried()).values(verdict=EventVerdict.DISMISSED))
    await connection.execute(
        update(_EVENTS)
        .where(named, _EVENTS.c.settled_at.is_(None))
        .values(
            settled_at=now, verdict=EventVerdict.DISMISSED, reason=reason, lease_owner=None, lease_token=None
        )
    )


async def _event(connection: AsyncConnection, event_id: int) -> Any:
    return (
        await connection.execute(select(_EVENTS).where(_EVENTS.c.id == event_id).with_for_update())
    ).first()


async def _set(connection: AsyncConnection, download_id: int, **values: Any) -> None:
    await connection.execute(update(_DOWNLOADS).where(_DOWNLOADS.c.id == download_id).values(**values))
