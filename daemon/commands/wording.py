"""The words in which the command line says what the API tells as slugs."""

from collections.abc import Mapping
from typing import Any, Final

from daemon.http.proofs import PROOFS
from domain.facts import ChangeSource, EventVerdict, Status

_WORDS: Final[Mapping[str, str]] = {
    Status.REFUSED: "refused for now",
    Status.ADDING: "being added",
    Status.GONE: "gone from MAM",
    Status.WAITING_FOR_ITEM: "waiting for its library item",
    Status.NEEDS_PERSON: "needs you",
    EventVerdict.BURIED: "failed for good",
}
_SOURCES: Final[Mapping[str, str]] = {
    ChangeSource.MAM: "MAM",
    ChangeSource.GOOGLE_BOOKS: "Google Books",
    ChangeSource.PERSON: "a person",
}


def words(slug: str) -> str:
    """A state as a person would say it."""
    return _WORDS.get(slug, slug.replace("_", " "))


def source(slug: str) -> str:
    """Whose value was written."""
    return _SOURCES.get(slug, words(slug))


def proof(slug: str) -> str:
    """In a few words how a library item was found."""
    return PROOFS.get(slug, words(slug))


def in_words(name: str, value: Any) -> Any:
    """A field of an answer of the API: in words where it is a slug."""
    match name:
        case "source":
            return source(value)
        case "proof_kind" if value is not None:
            return proof(value)
        case "status" | "verdict" | "wait" | "reason_kind" | "duration_verdict" if value is not None:
            return words(value)
    return value
