"""The words for the slugs of the store and the API: the same ones on the page and in the command line."""

from collections.abc import Mapping
from typing import Any, Final

from daemon.words import units
from domain.activity import Activity
from domain.book_view import Origin
from domain.facts import (
    ChangeSource,
    ChangeStatus,
    EventVerdict,
    ImportChoice,
    ImportMode,
    ImportProblem,
    ImportQuestion,
    ImportStatus,
    LeftOut,
    ProofKind,
    Status,
)
from domain.importing.since import LinkState, ShelfState
from domain.value_words import value_in_words

STATES: Final[Mapping[str, str]] = {
    Status.REFUSED: "refused for now",
    Status.ADDING: "being added",
    Status.QUEUED: "downloading",
    Status.REJECTED: "declined",
    Status.GONE: "gone from MyAnonamouse",
    Status.WAITING_FOR_ITEM: "waiting for its library item",
    Status.NEEDS_PERSON: "needs you",
    Status.APPLIED: "in the library",
    Activity.STALLED: "stalled: no peer sends anything",
    Activity.METADATA: "waiting for its metadata",
    Activity.QUEUED: "queued",
    Activity.FAILED: "qBittorrent reports an error",
    ChangeStatus.SCANNED: "sent during a scan",
    ChangeStatus.NOT_TAKEN: "not taken",
    ChangeStatus.DRY_RUN: "dry run",
    EventVerdict.BURIED: "failed for good",
    ImportStatus.PLACING: "being placed",
    ImportStatus.UNDOING: "being undone",
    ImportStatus.NOT_NEEDED: "in the library already",
}
"""States with other words than their slug."""

SOURCES: Final[Mapping[str, str]] = {
    ChangeSource.MAM: "MyAnonamouse",
    ChangeSource.GOOGLE_BOOKS: "Google Books",
    ChangeSource.AUDIBLE: "Audible",
    ChangeSource.AUDNEXUS: "Audnexus",
    ChangeSource.FILES: "the files",
    ChangeSource.PERSON: "you",
}
"""Whose value was written."""

ORIGINS: Final[Mapping[str, str]] = {
    **SOURCES,
    Origin.AUDIOBOOKSHELF: "Audiobookshelf",
}
"""Where the value of a field came from."""

RULES: Final[Mapping[str, str]] = {
    "book": "this book",
    "series": "its series",
    "author": "its author",
}
"""What is not proposed again after a person declined with a rule."""

PROOFS: Final[Mapping[str, str]] = {
    ProofKind.APART: "several books, matched one by one",
    ProofKind.PATH: "the same path",
    ProofKind.INODE: "inode and size",
    ProofKind.INODE_OF_PART: "inode and size",
    ProofKind.TEXT: "title, author and duration",
    ProofKind.PERSON: "your choice",
}
"""In a few words how a library item was found."""


IMPORT_PROBLEMS: Final[Mapping[str, str]] = {
    ImportProblem.QUESTION: "the plan needs your word",
    ImportProblem.UNDECIDED: "several library items may be it",
    ImportProblem.NOT_VISIBLE: "its files are not visible here",
    ImportProblem.SOURCE_CHANGED: "its files changed meanwhile",
    ImportProblem.TORRENT_GONE: "qBittorrent no longer has the torrent",
    ImportProblem.WOULD_MERGE: "Audiobookshelf would merge it with another book",
    ImportProblem.TARGET_TAKEN: "the folder exists already",
    ImportProblem.BETTER_EDITION: "better than the edition in the library",
    ImportProblem.OTHER_FILE_SYSTEM: "another file system or mount",
    ImportProblem.NO_LINKS: "no hard links on this file system",
    ImportProblem.NO_REFLINK: "no reflinks on this file system",
    ImportProblem.NO_SPACE: "the disk is full",
    ImportProblem.NO_PERMISSION: "no permission",
    ImportProblem.READ_ONLY: "read-only file system",
    ImportProblem.TOO_MANY_LINKS: "too many links to one file",
    ImportProblem.NAME_TOO_LONG: "a name is too long",
    ImportProblem.NAME_REFUSED: "the file system refuses a name",
    ImportProblem.NO_FOLDER: "the library folder is missing",
    ImportProblem.DISK_ERROR: "the disk failed",
    ImportProblem.LEFT_SOME: "some files were left",
}
"""Why an import is not placed, or not wholly undone."""

IMPORT_MODES: Final[Mapping[str, str]] = {
    ImportMode.HARDLINK: "hard links",
    ImportMode.REFLINK: "reflinks",
    ImportMode.COPY: "copies",
}
"""How the files of an import were made."""


LEFT_OUT: Final[Mapping[str, str]] = {
    LeftOut.UNWANTED: "not wanted in qBittorrent",
    LeftOut.SAMPLE: "a sample",
    LeftOut.UNFINISHED: "not complete",
    LeftOut.HIDDEN: "a hidden file",
    LeftOut.EMPTY: "an empty file",
    LeftOut.ARCHIVE: "an archive",
    LeftOut.OTHER_FORMAT: "the same book in another format",
    LeftOut.METADATA: "metadata that Audiobookshelf would believe",
    LeftOut.NOT_OF_A_BOOK: "not part of a book",
}
"""Why a file of a torrent stays out of the library."""

QUESTIONS: Final[Mapping[str, str]] = {
    ImportQuestion.NO_AUDIO: "the torrent has no audio files",
    ImportQuestion.ONLY_ARCHIVES: "the audio is in archives",
    ImportQuestion.UNFINISHED: "some of the files are not complete",
    ImportQuestion.SEVERAL_BOOKS: "it may be several books",
    ImportQuestion.SEVERAL_FORMATS: "it has the book in several formats",
    ImportQuestion.BOOK_ABOVE: "the folder would be in another book's folder",
    ImportQuestion.BOOK_BELOW: "the folder would contain another book's folder",
    ImportQuestion.BOOK_THERE: "the folder is another book's",
    ImportQuestion.READ_AS_DISC: "Audiobookshelf would read the folder as a disc of another book",
}
"""Why a person must confirm a plan."""

LINKS: Final[Mapping[str, str]] = {
    LinkState.LINKED: "linked",
    LinkState.COPY: "a copy",
    LinkState.APART: "replaced: takes its space twice",
    LinkState.CHANGED: "changed",
    LinkState.MISSING: "missing",
}
"""How an imported file is now."""

SHELVES: Final[Mapping[str, str]] = {
    ShelfState.PRESENT: "in Audiobookshelf",
    ShelfState.NOT_YET: "not in Audiobookshelf yet",
    ShelfState.MOVED: "moved in the library",
    ShelfState.MERGED: "part of another item",
    ShelfState.GONE: "no longer in Audiobookshelf",
}
"""Where an imported book is."""


IMPORT_CHOICES: Final[Mapping[str, str]] = {
    ImportChoice.AS_PLANNED: "Import as planned",
    ImportChoice.AS_ONE: "Import as one book",
    ImportChoice.BESIDE: "Put it beside",
}
"""What a person may decide."""


ACQUISITION: Final[Mapping[str, str]] = {
    "auto": "matches are downloaded at once",
    "propose": "matches are proposals: nothing is downloaded until you approve it",
    "off": "search is off (`ACQUISITION=off`)",
}
"""What becomes of what the search finds."""

TRIGGERS: Final[Mapping[str, str]] = {
    "person": "by you",
    "timer": "by the schedule",
    "start": "as shelfhook started",
}
"""What started a run."""

_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "queries": ("query searched", "queries searched"),
    "found": ("match found", "matches found"),
    "proved": ("proved", "proved"),
    "created": ("download created", "downloads created"),
    "left_out": ("left out", "left out"),
    "looked": ("book looked up", "books looked up"),
    "nothing": ("without a match", "without a match"),
    "filled": ("book filled in", "books filled in"),
    "complete": ("book already complete", "books already complete"),
    "unprovable": ("book with too little to go by", "books with too little to go by"),
    "read": ("listing read", "listings read"),
    "gone": ("gone", "gone"),
    "corrected": ("listing corrected", "listings corrected"),
    "corrections": ("correction", "corrections"),
    "torrents": ("torrent in qBittorrent", "torrents in qBittorrent"),
    "completions": ("completion that the hook missed", "completions that the hook missed"),
    "gone_from_client": ("gone from qBittorrent", "gone from qBittorrent"),
    "not_in_library": ("not in the library yet", "not in the library yet"),
    "reverted": ("value reverted", "values reverted"),
    "changed": ("book changed", "books changed"),
    "items": ("book compared", "books compared"),
    "absent": ("book no longer listed", "books no longer listed"),
    "errors": ("error", "errors"),
}
"""What a run counts, of one and of several."""


def figures(counts: Mapping[str, int]) -> str:
    """What a run did, in numbers: "1 query searched, 3 matches found"; empty where it did nothing."""
    return ", ".join(
        units.count(number, *_FIGURES.get(name, (name.replace("_", " "),) * 2))
        for name, number in counts.items()
        if number
    )


def wanted(query: Mapping[str, Any]) -> str:
    """What was searched for: "author Jo Doe; title Chains"."""
    given = ((name, value) for name, value in query.items() if value and name != "either")
    labels = ((name.replace("mam_id", "MyAnonamouse id").replace("_", " "), value) for name, value in given)
    return "; ".join(f"{label} {value_in_words(value)}" for label, value in labels)


def named(state: str) -> str:
    """A state as a person would say it."""
    return STATES.get(state, str(state).replace("_", " "))


def capital(text: str) -> str:
    """A sentence with its first letter large, unless its first word is written as it is: qBittorrent, a path."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.rstrip(".,:;").isalpha() and first[1:].islower() else text
