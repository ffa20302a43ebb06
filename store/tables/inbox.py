"""The inbox."""

from datetime import datetime
from typing import Final

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from store.columns import UtcDateTime, row_number, table_of

_OPEN: Final = text("settled_at IS NULL")
# Without it SQLite would search the settled events for open ones, and sort them.
_SETTLED: Final = text("settled_at IS NOT NULL")
_HELD: Final = text("settled_at IS NULL AND waits_for IS NOT NULL")
_BURIED: Final = text("verdict = 'buried'")
_AWAITING: Final = text("settled_at IS NULL AND files_written_at IS NOT NULL")


class EventRow(SQLModel, table=True):
    """One event of the queue; open until `settled_at`.

    `signals` counts how often the same fact was reported while it was open. A claim moves `due_at` to the
    end of its lease, so that a claim that is never settled comes due by itself. `waits_for` is the service
    whose return it waits for. `deaths` counts the claims in a row that were not settled: the process ended
    while it handled the event. An event that waits for a library item has `files_written_at`, when that item's files
    were last written, and `library_id`, the library that they lie in; None where it may come into any.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ux_events_open_key", "key", unique=True, sqlite_where=_OPEN),
        Index("ix_events_open_due", "due_at", "id", sqlite_where=_OPEN),
        Index("ix_events_held", "waits_for", "due_at", "id", sqlite_where=_HELD),
        Index("ix_events_settled", "settled_at", sqlite_where=_SETTLED),
        Index("ix_events_key", "key", "id"),
        Index("ix_events_kind", "kind", "id"),
        # The order of the list, with what it is narrowed down by.
        Index("ix_events_list", "id", "kind", "verdict"),
        # With the verdict: else SQLite counts by the index above.
        Index("ix_events_buried", "verdict", "id", sqlite_where=_BURIED),
        Index("ix_events_awaiting", "files_written_at", sqlite_where=_AWAITING),
    )

    id: int | None = row_number()
    kind: str
    key: str
    payload: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    signals: int = 1
    attempts: int = 0
    looks: int = 0
    wait: str | None = None
    waits_for: str | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    deaths: int = 0
    lease_owner: str | None = None
    lease_token: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    verdict: str | None = None
    files_written_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    library_id: str | None = None


EVENTS: Final = table_of(EventRow)
