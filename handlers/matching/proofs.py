"""The proof that a library item is a download's, and what a person has to decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.errors import NeedsPersonError
from domain.facts import ProofKind, ReasonKind
from domain.matching import same_book
from domain.recording import Recording
from store.books import Book

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """An item, the proof that it is the download's (`evidence` as text), and the record's facts about it.

    `expected_bytes` is how much audio it should have: None for all of the torrent's, and 0 if the library's
    files may be others.
    """

    book: Book
    kind: ProofKind
    evidence: str
    recording: Recording
    expected_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """The items of a download; several if the library has a collection as separate items.

    `rest` says which part of it the library does not have yet; None when nothing is missing. `apart` says that each
    item gets only its own facts; then there may be no proofs at all: no fact is about a single one. `twins`
    are items of other libraries with the same files.
    """

    proofs: tuple[Proof, ...]
    rest: str | None = None
    apart: bool = False
    twins: tuple[Proof, ...] = ()

    @property
    def every(self) -> tuple[Proof, ...]:
        """The items to write to."""
        return self.proofs + self.twins

    @property
    def item_id(self) -> str | None:
        """The one item that is the whole download; None for separate items."""
        return None if self.apart else self.proofs[0].book.item_id

    @property
    def kind(self) -> ProofKind:
        """The proofs of all items."""
        return ProofKind.APART if self.apart else self.proofs[0].kind

    @property
    def evidence(self) -> str:
        """How they were found, in one line."""
        if not self.apart:
            return self.proofs[0].evidence
        if not self.proofs:
            return "its library items are known, and the record says nothing of any single one"
        parts = "; ".join(f"{one.book.title} ({one.evidence})" for one in self.proofs)
        return f"taken apart: {parts}"

    def without(self, gone: Collection[str]) -> "Proved | None":
        """The same without these items; None without any left."""
        proofs, twins = (
            tuple(proof for proof in some if proof.book.item_id not in gone)
            for some in (self.proofs, self.twins)
        )
        if self.proofs and not proofs:
            proofs, twins = twins, ()
        return None if self.proofs and not proofs else replace(self, proofs=proofs, twins=twins)


def joined(found: Proved, twins: Sequence[Book]) -> Proved:
    """The same with these twins of its items: the proof of one is the proof of the other."""
    return replace(
        found,
        twins=tuple(
            replace(proof, book=twin)
            for proof in found.proofs
            for twin in twins
            if twin.inodes == proof.book.inodes
        ),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be the download's, and why a person has to decide."""

    book: Book
    why: str

    def as_stored(self, recording: Recording) -> dict[str, Any]:
        """The form in the download's record; the score, of 100, says how similar its text is to *recording*."""
        return {
            "item_id": self.book.item_id,
            "title": self.book.title,
            "path": self.book.path,
            "why": self.why,
            "score": round(same_book(recording, self.book.as_recording()).score),
        }


class UndecidedError(NeedsPersonError):
    """Several items may be it, or one without proof; `candidates` have their reasons."""

    def __init__(
        self, problem: str, candidates: Sequence[Candidate], *, kind: ReasonKind = ReasonKind.UNDECIDED
    ) -> None:
        shown = "; ".join(f"{one.book.title} ({one.book.path}): {one.why}" for one in candidates[:_SHOWN])
        more = f"; and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
        super().__init__(f"{problem}: {shown}{more}")
        self.candidates = tuple(candidates)
        self.kind = kind
