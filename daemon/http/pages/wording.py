"""The words and colours in which the pages name things."""

from collections.abc import Mapping
from typing import Final

from domain.recording_check import RecordingVerdict
from store.changes import ChangeStatus
from store.downloads import Status
from store.runs import RunStatus

SERVICES: Final[Mapping[str, str]] = {
    "qbittorrent": "qBittorrent",
    "mam": "MyAnonamouse",
    "audiobookshelf": "Audiobookshelf",
    "google_books": "Google Books",
}

CYCLES: Final[Mapping[str, tuple[str, str]]] = {
    "search": ("Search", "looks on MyAnonamouse for the books that you list"),
    "enrichment": ("Enrichment", "fills empty fields from Google Books"),
    "reconcile": ("Reconcile", "finds finished downloads that no hook told of"),
    "library-sync": ("Library sync", "reads what is new in Audiobookshelf"),
}
"""By kind: its name, and what it does."""

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
    ChangeStatus.NOT_TAKEN: "bad",
    ChangeStatus.OVERTAKEN: "idle",
    ChangeStatus.DRY_RUN: "idle",
    "buried": "bad",
    "dropped": "idle",
    "retried": "idle",
}
"""By a state of a download, a run, a change or an event: good, wait, act (needs a person), bad or idle."""

STATES: Final[Mapping[str, str]] = {
    Status.QUEUED: "downloading",
    Status.REJECTED: "declined",
    Status.NEEDS_PERSON: "needs you",
    Status.APPLIED: "in the library",
    "buried": "given up",
}
"""States that a person would call by another name."""

EVENTS: Final[Mapping[str, str]] = {
    "torrent.finished": "Torrent finished",
    "library.changed": "Library folder changed",
    "download.approved": "Download approved",
    "search.due": "Search",
    "enrichment.due": "Enrichment",
    "reconcile.due": "Reconcile",
    "library_sync.due": "Library sync",
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

_PROOFS: Final = (
    ("taken apart", "several books, each on its own"),
    ("path", "the same path"),
    ("inode and size", "the very same files"),
    ("title, author", "title, author and duration"),
    ("linked", "your word"),
)


def proof(evidence: str | None) -> str | None:
    """In a few words how a library item was found."""
    if not evidence:
        return None
    return next((told for begins, told in _PROOFS if evidence.startswith(begins)), evidence)


def tone(state: str) -> str:
    """The colour of a state."""
    return TONES.get(state, "idle")


def named(state: str) -> str:
    """A state as a person would call it."""
    return STATES.get(state, str(state))


def field(name: str) -> str:
    """A field of a change as a person would write it."""
    return name.upper() if name in {"isbn", "asin"} else name[:1].upper() + name[1:]


def check_tone(sentence: str | None) -> str:
    """The colour of what the recording check says."""
    if not sentence:
        return "idle"
    verdict = sentence.partition(":")[0]
    if verdict == RecordingVerdict.VERIFIED:
        return "good"
    return "idle" if verdict == RecordingVerdict.UNKNOWN else "act"
