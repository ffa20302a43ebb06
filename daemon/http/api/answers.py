"""What the API answers, as types: ``/openapi.json`` is made of them, and the tests hold the answers to it."""

from datetime import datetime
from typing import Any

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from domain.facts import (
    ChangeSource,
    ChangeStatus,
    DurationVerdict,
    EventVerdict,
    ProofKind,
    ReasonKind,
    RunStatus,
    Status,
)
from domain.retry import Wait


class Problem(TypedDict, total=False):
    """What is wrong (RFC 9457); `field` is what the sender has to mend."""

    type: str
    title: str
    status: int
    detail: str
    field: str


class Stored(TypedDict):
    """Where a completion is kept; `event` is 0 for a call that only tried whether the hook gets through."""

    event: int
    duplicate: bool


class Event(TypedDict):
    """An event of the inbox; `about` is what stands after the kind in its key, `wait` what it waits for."""

    id: int
    kind: str
    about: str
    event: dict[str, Any]
    created_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    verdict: EventVerdict | None
    attempts: int
    looks: int
    wait: Wait | None
    reason: str | None


class Download(TypedDict):
    """A download record; `wanted` is what was asked for.

    A sentence for a person stands beside the slug that says the same: `reason` and `reason_kind`, `item_found_by`
    and `proof_kind`, `duration_check` and `duration_verdict`.
    """

    id: int
    info_hash: str | None
    infohash_v1: str | None
    infohash_v2: str | None
    mam_id: int | None
    title: str | None
    author: str | None
    series: str | None
    found_by: str
    created_at: datetime
    status: Status
    reason: str | None
    reason_kind: ReasonKind | None
    item_id: str | None
    item_found_by: str | None
    proof_kind: ProofKind | None
    duration_check: str | None
    duration_verdict: DurationVerdict | None
    applied_at: datetime | None
    wanted: dict[str, Any] | None
    chosen_because: str | None
    candidates: list[dict[str, Any]] | None
    queued_at: datetime | None
    run_id: int | None


class WholeDownload(Download):
    """A download record with what is known of its recording."""

    recording: dict[str, Any]


class Change(TypedDict):
    """One field of one library item that was set, before and after."""

    id: int
    at: datetime
    item_id: str
    field: str
    before: Any
    after: Any
    status: ChangeStatus
    source: ChangeSource
    item_updated_at: datetime | None
    run_id: int | None
    undoes: int | None
    event_id: int | None
    download_id: int | None


class Undone(TypedDict):
    """What became of the wish to undo a change."""

    change: int
    item_id: str
    field: str
    undone: bool
    why: str | None


class Run(TypedDict):
    """A run of a cycle; `reason` is what an open one waits for."""

    id: int
    kind: str
    trigger: str
    started_at: datetime
    ended_at: datetime | None
    status: RunStatus
    reason: str | None
    counts: dict[str, int]
    errors: list[str]


class WholeRun(Run):
    """A run and what it changed."""

    changes: list[Change]


class Started(TypedDict):
    """The run that was started."""

    run: int


class LeftOut(TypedDict):
    """A find that got no record, and why."""

    title: str | None
    reason: str


class Record(TypedDict):
    """A record for the one who asked for it, and how much is known of it."""

    download: int | None
    status: str
    reason: str | None
    title: str | None
    author: str | None
    series: str | None
    mam_id: int | None
    chosen_because: str | None
    known: list[str]
    missing: list[str]
