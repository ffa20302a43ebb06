"""A torrent whose audio lies in several library items."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import ProofKind
from domain.listed_duration import agrees, clock_text
from domain.matching import Verdict, same_book
from domain.recording import Recording
from domain.taking_apart import is_collection, take_apart
from handlers.matching.proofs import Candidate, Proof, Proved, UndecidedError
from store.books import Book


@dataclass(frozen=True, slots=True)
class Held:
    """An item with some of a torrent's audio: how many bytes, and by which evidence."""

    book: Book
    size: int
    kind: ProofKind
    evidence: str


def decide(recording: Recording, held: Sequence[Held], *, rest: str | None) -> Proved | None:
    """Which item gets which facts.

    A collection's record is split. One book's record belongs to the one item that is this book
    by title, author and duration, if the others are something else.

    Args:
        recording: MAM's metadata of the torrent.
        held: The items, each with its part of the torrent.
        rest: The part that no item has yet; None when there is none.

    Returns:
        None while that depends on the rest.

    Raises:
        UndecidedError: Only a person can decide.
    """
    parts = take_apart(recording, [one.book.as_recording() for one in held])
    named = [
        Proof(one.book, one.kind, f"{one.evidence}; {part.why}", part.recording, one.size)
        for one, part in zip(held, parts, strict=True)
        if part is not None
    ]
    if is_collection(recording) or len(named) > 1:
        return Proved(tuple(named), rest, apart=True)
    alike = [one for one in held if _is_it(recording, one.book)]
    if len(alike) == 1:
        [it] = alike
        evidence = f"{it.evidence}; title, author and duration"
        return Proved((Proof(it.book, it.kind, evidence, recording, it.size),))
    if rest is not None:
        return None
    raise UndecidedError(
        f"the torrent lies in {len(held)} library items, and its MyAnonamouse record is of one book",
        [Candidate(one.book, _figures(recording, one.book)) for one in held],
    )


def _is_it(recording: Recording, book: Book) -> bool:
    matches = same_book(recording, book.as_recording()).verdict is Verdict.MATCH
    return matches and agrees(recording.duration_seconds, book.duration_seconds)


def _figures(recording: Recording, book: Book) -> str:
    listed, computed = recording.duration_seconds, book.duration_seconds
    return (
        f"it holds a part of the audio, {clock_text(computed or 0)} "
        f"of {clock_text(listed) if listed else 'a length that is not listed'}"
    )
