"""What proves that a library item is a download's, and what is left to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.errors import NeedsPersonError
from domain.facts import ProofKind
from domain.matching import same_book
from domain.recording import Recording
from store.books import Book

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """An item, what proves that it is the download's (`evidence` in words), and what the record says of it.

    `expected_bytes` is how much audio it should hold: None for all of the torrent's, and 0 where the library's
    files may be others.
    """

    book: Book
    kind: ProofKind
    evidence: str
    recording: Recording
    expected_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """The items of a download; several where it is a collection that the library has apart.

    `rest` says what of it the library does not have yet; None when that is nothing. `apart` says that each gets
    only what is known of it; then there may be no proofs at all: nothing is known of any single one.
    """

    proofs: tuple[Proof, ...]
    rest: str | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be the download's, and why nobody but a person can tell."""

    book: Book
    why: str

    def as_stored(self, recording: Recording) -> dict[str, Any]:
        """As it is kept in the download's record; the score, of 100, says how near its text is to *recording*."""
        return {
            "item_id": self.book.item_id,
            "title": self.book.title,
            "path": self.book.path,
            "why": self.why,
            "score": round(same_book(recording, self.book.as_recording()).score),
        }


class UndecidedError(NeedsPersonError):
    """Several items may be it, or one without proof; `candidates` are told with their reasons."""

    def __init__(self, problem: str, candidates: Sequence[Candidate]) -> None:
        shown = "; ".join(f"{one.book.title} ({one.book.path}): {one.why}" for one in candidates[:_SHOWN])
        more = f"; and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
        super().__init__(f"{problem}: {shown}{more}")
        self.candidates = tuple(candidates)
