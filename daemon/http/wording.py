"""The words and colours in which the pages name things."""

from collections.abc import Mapping
from typing import Final

from domain import cycles
from domain.facts import (
    ChangeStatus,
    DurationVerdict,
    EventVerdict,
    ImportStatus,
    RunStatus,
    Status,
)

CYCLES: Final[Mapping[str, tuple[str, str]]] = {
    name: (cycle.title, cycle.does) for name, cycle in cycles.CYCLES.items()
}
"""By kind: its name, and its purpose."""

TONES: Final[Mapping[str, str]] = {
    Status.PROPOSED: "act",
    Status.APPROVED: "wait",
    Status.REFUSED: "wait",
    Status.ADDING: "wait",
    Status.QUEUED: "wait",
    Status.REJECTED: "idle",
    Status.GONE: "idle",
    Status.FINISHED: "wait",
    Status.WAITING_FOR_ITEM: "wait",
    Status.NEEDS_PERSON: "act",
    Status.APPLIED: "good",
    Status.DISMISSED: "idle",
    RunStatus.RUNNING: "wait",
    RunStatus.DONE: "good",
    RunStatus.FAILED: "bad",
    RunStatus.CANCELLED: "idle",
    ChangeStatus.WRITTEN: "good",
    ChangeStatus.PLANNED: "wait",
    ChangeStatus.SCANNED: "wait",
    ChangeStatus.NOT_TAKEN: "bad",
    ChangeStatus.OVERTAKEN: "idle",
    ChangeStatus.DRY_RUN: "idle",
    EventVerdict.BURIED: "bad",
    EventVerdict.DROPPED: "idle",
    EventVerdict.RETRIED: "idle",
    ImportStatus.PLACING: "wait",
    ImportStatus.PLACED: "good",
    ImportStatus.UNDOING: "wait",
    ImportStatus.UNDONE: "idle",
    ImportStatus.NOT_NEEDED: "idle",
}
"""By a state of a download, a run, a change or an event: good, wait, act (needs a person), bad or idle."""

EVENTS: Final[Mapping[str, str]] = {
    "torrent.finished": "Torrent finished",
    "library.changed": "Library folder changed",
    "download.approved": "Download approved",
    "cover.due": "Cover",
    "chapters.due": "Chapters due",
    "import.due": "Import",
    "import_all.due": "Next import",
    **{cycle.event: cycle.title for cycle in cycles.CYCLES.values()},
}

FIELDS: Final[Mapping[str, str]] = {
    "title": "Title",
    "authors": "Author",
    "narrators": "Narrator",
    "series": "Series",
    "description": "Description",
    "publisher": "Publisher",
    "published_year": "Year",
    "isbn": "ISBN",
    "asin": "ASIN",
}
"""The fields of a book whose coverage is shown, in this order."""


def tone(state: str) -> str:
    """The colour of a state."""
    return TONES.get(state, "idle")


def field(name: str) -> str:
    """A field of a change as a person would write it."""
    return name.upper() if name in {"isbn", "asin"} else name[:1].upper() + name[1:]


def check_tone(verdict: DurationVerdict | None) -> str:
    """The colour of a recording check's verdict; None for a recording that was not checked."""
    if verdict is DurationVerdict.VERIFIED:
        return "good"
    return "act" if verdict is not None and verdict.is_mismatch else "idle"
