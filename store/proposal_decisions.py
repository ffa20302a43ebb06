"""A person's decisions on proposals, each within one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select, update

from domain.events import DownloadApproved
from domain.facts import ReasonKind, Status
from domain.recording import Recording, as_stored, from_stored
from domain.rules import RuleKind
from store import rules
from store.downloads import described, download_from
from store.queue.inbox import append
from store.tables import DOWNLOADS, EVENTS

WAITING: Final = frozenset({Status.APPROVED, Status.REFUSED, Status.ADDING})
"""Approved, but not in the torrent client yet."""

GRACE: Final = timedelta(seconds=10)
"""How long a new approval waits before it takes effect, so that it can be taken back."""

NEW_TO_APPROVAL: Final = frozenset({Status.PROPOSED, Status.REJECTED, Status.GONE})
"""Not approved: a person has to decide first."""

_OPEN_TO_APPROVAL: Final = frozenset(
    # A queued torrent may have been deleted in the client; adding checks the client first, so it is harmless.
    {*NEW_TO_APPROVAL, Status.QUEUED, *WAITING}
)
_LONG: Final = frozenset({"description", "evidence", "tags", "contradicted"})
_OPEN_TO_REJECTION: Final = frozenset({Status.PROPOSED, Status.APPROVED, Status.REFUSED, Status.REJECTED})


def approve(connection: Connection, download_id: int, now: datetime) -> bool:
    """Approve a record, and let its event be due after `GRACE`, or at once where it was approved before."""
    before = _among(connection, download_id, _OPEN_TO_APPROVAL)
    if before is None:
        return False
    new = before["status"] in NEW_TO_APPROVAL
    decided = _decision(before, now) if new else {}
    _set(connection, download_id, status=Status.APPROVED.value, reason=None, reason_kind=None, **decided)
    event = DownloadApproved(download=download_id)
    append(connection, [(event, now)])
    if new:
        _postpone(connection, event.key, now + GRACE)
    return True


def reject(
    connection: Connection, download_id: int, now: datetime, *, reason: str, never: RuleKind | None
) -> bool:
    """Decline a record, with a rule."""
    before = _among(connection, download_id, _OPEN_TO_REJECTION)
    if before is None:
        return False
    decided = {} if before["status"] == Status.REJECTED else _decision(before, now)
    values = {"status": Status.REJECTED.value, "reason": reason, "reason_kind": ReasonKind.DECLINED}
    _set(connection, download_id, **values, **decided)
    if never is not None:
        rules.add(connection, never, download_from(before), now=now)
    return True


def reconsider(connection: Connection, download_id: int) -> bool:
    """Put back what was before the decision."""
    before = _among(connection, download_id, _OPEN_TO_REJECTION)
    if before is None or before["decided_at"] is None:
        return False
    _set(connection, download_id, **before["decided_from"], decided_at=None, decided_from=None)
    rules.forget(connection, download_id)
    return True


def take_edition(connection: Connection, download_id: int, recording: Recording) -> bool:
    """Exchange a proposal's recording for one of its other editions."""
    before = _among(connection, download_id, [Status.PROPOSED])
    others = [] if before is None else before["editions"] or []
    kept = [one for one in others if one.get("torrent_id") != recording.torrent_id]
    if before is None or len(kept) == len(others):
        return False
    _set(
        connection,
        download_id,
        **described(recording),
        editions=[*editions_stored([from_stored(before["recording"])]), *kept],
        chosen_because=f"Chosen by you from {len(others) + 1} editions.",
        reason=None,
        reason_kind=None,
    )
    return True


def editions_stored(editions: Sequence[Recording]) -> list[dict[str, object]]:
    """Recordings without their long texts, as a record keeps them to choose from."""
    return [{name: value for name, value in as_stored(one).items() if name not in _LONG} for one in editions]


def _decision(before: RowMapping, now: datetime) -> dict[str, Any]:
    """The columns of a person's decision: when it was made, and what it can be taken back to."""
    kept = {name: before[name] for name in ("status", "reason", "reason_kind")}
    return {"decided_at": now, "decided_from": kept}


def _among(connection: Connection, download_id: int, statuses: Collection[Status]) -> RowMapping | None:
    """The record, locked until the transaction ends; None with another status than these."""
    query = select(DOWNLOADS).where(DOWNLOADS.c.id == download_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return row if row is not None and row["status"] in statuses else None


def _set(connection: Connection, download_id: int, **values: Any) -> None:
    connection.execute(update(DOWNLOADS).where(DOWNLOADS.c.id == download_id).values(**values))


def _postpone(connection: Connection, key: str, due: datetime) -> None:
    """Let an open event wait; one that is being handled is not changed."""
    waits = (EVENTS.c.key == key) & EVENTS.c.settled_at.is_(None) & EVENTS.c.lease_token.is_(None)
    connection.execute(update(EVENTS).where(waits).values(due_at=due))
