"""What is answered to `shelfhook workflow`, as types."""

from typing import Literal

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.http.api.answers import LeftOut, Record, Run


class Checked(TypedDict):
    """Whether a service is there and lets us in, and else what to do."""

    ok: bool
    said: str
    mend: str | None


class Workflow(TypedDict):
    """What is configured, and what would be searched for."""

    missing: list[str]
    queries: list[str]
    mode: Literal["off", "propose", "auto"]
    closed: str | None
    dry_run: bool
    daily_max: int


class Match(TypedDict):
    """A recording that was proved to be what was asked for."""

    mam_id: int | None
    title: str | None
    author: str | None
    known: list[str]
    missing: list[str]


class Searched(TypedDict):
    """What came of one search."""

    query: str
    error: str | None
    found: int
    proved: int
    matches: list[Match]
    created: list[int]
    left_out: list[LeftOut]
    nearest: list[dict[str, str | None]]


class WouldBe(Match):
    """A record that a search would make."""

    download: None
    status: str
    reason: str | None
    chosen_because: str | None


class SearchPreview(Searched):
    """What a query would come to."""

    records: list[WouldBe]


class Step(TypedDict):
    """What one step of a run came to."""

    id: int
    note: str | None


class Progress(Run):
    """How far a run has come."""

    searched: list[Searched]
    records: list[Record]
    steps: list[Step]


class Lacking(TypedDict):
    """A book and the fields that it lacks."""

    title: str | None
    lacks: list[str]


class EnrichmentPreview(TypedDict):
    """The books that would be looked up next."""

    due: list[Lacking]
