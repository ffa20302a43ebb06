"""The cycles, and what they store from run to run."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from store.columns import UtcDateTime, document, row_number, table_of

_RUNNING: Final = text("ended_at IS NULL")


class CycleRow(SQLModel, table=True):
    """When a cycle of the timer was last due, so that a restart neither repeats nor skips one."""

    __tablename__ = "cycles"

    kind: str = Field(primary_key=True)
    last_due: datetime = Field(sa_type=UtcDateTime)


class RunRow(SQLModel, table=True):
    """One run of a cycle; a kind has at most one that has not ended."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_kind", "kind", "id"),
        Index("ix_runs_started", "started_at", "id", "kind", "status"),
        Index("ux_runs_running", "kind", unique=True, sqlite_where=_RUNNING),
    )

    id: int | None = row_number()
    kind: str
    trigger: str
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str
    reason: str | None = Field(default=None, sa_type=Text)
    counts: dict[str, int] = document()
    errors: list[str] = document()
    state: dict[str, Any] = document()


class BudgetRow(SQLModel, table=True):
    """How much of a day's budget is used, over all runs and restarts."""

    __tablename__ = "budgets"

    name: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    used: int = 0


class SwitchRow(SQLModel, table=True):
    """Something that a person turned off, and why it is off."""

    __tablename__ = "switches"

    name: str = Field(primary_key=True)
    off_since: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=Text)


class SealedSessionRow(SQLModel, table=True):
    """A session with a service, sealed with a key derived from the credentials that it came from."""

    __tablename__ = "sealed_sessions"

    service: str = Field(primary_key=True)
    fingerprint: str
    sealed: str = Field(sa_type=Text)
    refused: str | None = Field(default=None, sa_type=Text)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeRow(SQLModel, table=True):
    """A condition that a person is notified of, stored for as long as it holds, so that it is notified once."""

    __tablename__ = "notices"

    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    page: str | None = Field(default=None, sa_type=Text)
    noticed_at: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


CYCLES: Final = table_of(CycleRow)
RUNS: Final = table_of(RunRow)
BUDGETS: Final = table_of(BudgetRow)
SWITCHES: Final = table_of(SwitchRow)
SESSIONS: Final = table_of(SealedSessionRow)
NOTICES: Final = table_of(NoticeRow)
