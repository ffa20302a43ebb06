"""The words for the slugs of the store and the API: the same ones on the page and in the command line."""

from collections.abc import Mapping
from typing import Final

from domain.book_view import Origin
from domain.facts import ChangeSource, ChangeStatus, EventVerdict, ProofKind, Status

STATES: Final[Mapping[str, str]] = {
    Status.REFUSED: "refused for now",
    Status.ADDING: "being added",
    Status.QUEUED: "downloading",
    Status.REJECTED: "declined",
    Status.GONE: "gone from MAM",
    Status.WAITING_FOR_ITEM: "waiting for its library item",
    Status.NEEDS_PERSON: "needs you",
    Status.APPLIED: "in the library",
    ChangeStatus.SCANNED: "sent during a scan",
    ChangeStatus.NOT_TAKEN: "not taken",
    ChangeStatus.DRY_RUN: "dry run",
    EventVerdict.BURIED: "failed for good",
}
"""States with other words than their slug."""

SOURCES: Final[Mapping[str, str]] = {
    ChangeSource.MAM: "MAM",
    ChangeSource.GOOGLE_BOOKS: "Google Books",
    ChangeSource.AUDIBLE: "Audible",
    ChangeSource.AUDNEXUS: "Audnexus",
    ChangeSource.FILES: "the files",
    ChangeSource.PERSON: "a person",
}
"""Whose value was written."""

ORIGINS: Final[Mapping[str, str]] = {
    **SOURCES,
    Origin.AUDIOBOOKSHELF: "Audiobookshelf",
}
"""Where the value of a field came from."""

PROOFS: Final[Mapping[str, str]] = {
    ProofKind.APART: "several books, matched one by one",
    ProofKind.PATH: "the same path",
    ProofKind.INODE: "inode and size",
    ProofKind.INODE_OF_PART: "inode and size",
    ProofKind.TEXT: "title, author and duration",
    ProofKind.PERSON: "your choice",
}
"""In a few words how a library item was found."""


def named(state: str) -> str:
    """A state as a person would say it."""
    return STATES.get(state, str(state).replace("_", " "))
