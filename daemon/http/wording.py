"""The words and colours in which the pages name things."""

from collections.abc import Mapping
from typing import Final

from daemon.doctor.finding import Fix, Result
from daemon.words import event_words
from domain import cycles
from domain.facts import (
    ChangeStatus,
    DurationVerdict,
    EventVerdict,
    ImportStatus,
    RunStatus,
    Status,
)
from store.queue.records import EventRecord
from store.views.pages import About, Order

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

LEVELS: Final[Mapping[str, str]] = {
    "info": "Without debugging",
    "warning": "Warnings and errors",
    "error": "Errors",
}
"""What the log may be narrowed down to."""

_LEVEL_TONES: Final[Mapping[str, str]] = {"warning": "act", "error": "bad", "critical": "bad"}

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


def level_tone(level: str) -> str:
    """The colour of a line of the log."""
    return _LEVEL_TONES.get(level, "idle")


def event_name(event: EventRecord) -> str:
    """What happened, in a few words."""
    return event_words.event_name(event.kind, event.event)


ORDERS: Final[Mapping[str, str]] = {
    Order.NEWEST: "Newest first",
    Order.OLDEST: "Oldest first",
    Order.TITLE: "By title",
    Order.TITLE_DOWN: "By title, from Z",
    Order.AUTHOR: "By author",
    Order.AUTHOR_DOWN: "By author, from Z",
    Order.NARRATOR: "By narrator",
    Order.NARRATOR_DOWN: "By narrator, from Z",
    Order.SHORTEST: "Shortest first",
    Order.LONGEST: "Longest first",
}

ABOUT: Final[Mapping[str, str]] = {
    About.WRONG_LENGTH: "Wrong length",
    About.NOT_FROM_MAM: "Not from MyAnonamouse",
}
"""What the list of books may be narrowed down to."""


FIXES: Final[Mapping[str, str]] = {
    Fix.INSTALL_HOOK: "Install the hook",
    Fix.CREATE_CATEGORY: "Create the category",
    Fix.SET_MODES: "Make the files private",
}
"""The buttons that fix what a check found."""

_RESULTS: Final[Mapping[str, str]] = {Result.OK: "good", Result.WARNING: "act", Result.BROKEN: "bad"}


def check_result(result: str) -> str:
    """The colour of a check's result."""
    return _RESULTS.get(result, "idle")


def check_tone(verdict: DurationVerdict | None) -> str:
    """The colour of a recording check's verdict; None for a recording that was not checked."""
    if verdict is DurationVerdict.VERIFIED:
        return "good"
    return "act" if verdict is not None and verdict.is_mismatch else "idle"
