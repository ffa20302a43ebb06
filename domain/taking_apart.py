"""Several books in one torrent: which is which, and what the record says about each alone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.extraction import extract
from domain.matching import Extent, Verdict, Wanted, match, same_book, series
from domain.matching.names import COMPATIBLE, agreement, names
from domain.matching.text import words
from domain.matching.volumes import volumes
from domain.recording import Recording
from domain.sections import Sections, names_narrator

# Between the titles of a list: "Chains / Lies / Secrets", "Chains, Lies & Secrets"; or behind the list's name.
_BETWEEN: Final = re.compile(r"\s*(?:[/|+;&,:]|\s[-–—]\s|\band\b)\s*", re.IGNORECASE)
_LEAST_TITLES: Final = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One book of a collection: what the record says about it alone, and why it is this one."""

    recording: Recording
    why: str


def is_collection(recording: Recording) -> bool:
    """Whether the record says that it has several books."""
    if not recording.title:
        return False
    return (
        match(Wanted(title=recording.title, authors=recording.authors), recording).extent is Extent.COLLECTION
    )


def take_apart(whole: Recording, books: Sequence[Recording]) -> list[Part | None]:
    """The part of the collection that each book is; None if that is uncertain.

    A book is a part if the record names it, in its title, by its number in the series, or at the head of a
    section of its description, and does not name another of the books there. A fact about the whole goes to no
    part: only the facts in a book's own section do.
    """
    sections = Sections.of(whole, books)
    named = [_names(whole, book, sections) for book in books]
    claimed = [name for found in named for name in found]
    parts: list[Part | None] = []
    for book, found in zip(books, named, strict=True):
        own = [name for name in found if claimed.count(name) == 1]
        parts.append(
            Part(_own_facts(whole, book, sections), f"the record names it: {own[0]}") if own else None
        )
    return parts


def _names(whole: Recording, book: Recording, sections: Sections) -> list[str]:
    """How the record names a book, for a person; empty if an author contradicts it."""
    people = names(whole.authors), names(book.authors)
    if all(side.entries for side in people) and agreement(*people) < COMPATIBLE:
        return []
    found = [f"“{title}” in its title" for title in _titles(whole) if _is(title, whole, book)]
    found += _numbers(whole, book)
    if book.title and sections.names(book.title):
        found.append(f"“{book.title}” in its description")
    return found


def _titles(whole: Recording) -> list[str]:
    """The titles in the list that the record's own title is; empty when it is not a list."""
    found = [piece.strip() for piece in _BETWEEN.split(whole.title or "") if piece.strip()]
    return found if len(found) >= _LEAST_TITLES else []


def _is(title: str, whole: Recording, book: Recording) -> bool:
    asked = Recording(title=title, authors=whole.authors)
    row = book if book.authors else book.model_copy(update={"authors": whole.authors})
    return same_book(asked, row).verdict is Verdict.MATCH


def _numbers(whole: Recording, book: Recording) -> list[str]:
    """The book's numbers that are among the record's."""
    found = []
    for held in whole.series:
        span = volumes(held.sequence)
        for place in book.series:
            number = volumes(place.sequence)
            alike = series.likeness(series.key(held.name), series.key(place.name)) >= series.SAME
            if span and span.several and number and not number.several and alike:
                within = float(span.first) <= float(number.first) <= float(span.last)
                found += [f"number {number} of {held.name}"] if within else []
    return list(dict.fromkeys(found))


def _own_facts(whole: Recording, book: Recording, sections: Sections) -> Recording:
    section = sections.about(book.title) if book.title else []
    facts = extract(description="\n".join(section)) if section else None
    values: dict[str, Any] = {"torrent_id": whole.torrent_id, "title": book.title}
    if len(whole.authors) == 1:
        values["authors"] = whole.authors
    if facts is not None:
        values |= {
            "abridged": facts.abridged,
            "publisher": facts.publisher,
            "release_date": facts.release_date,
            "evidence": facts.evidence,
            "narrators": _narrators(whole, section),
        }
        shorter = whole.duration_seconds is None or (facts.duration_seconds or 0) < whole.duration_seconds
        values["duration_seconds"] = facts.duration_seconds if shorter else None
    return Recording(**values)


def _narrators(whole: Recording, section: Iterable[str]) -> tuple[str, ...]:
    """The record's narrators who read this book, if the record says so; none when several read all of it."""
    readers = " ".join(" ".join(words(line)) for line in section if names_narrator(line))
    found = tuple(name for name in whole.narrators if f" {' '.join(words(name))} " in f" {readers} ")
    return () if len(found) == len(whole.narrators) > 1 else found
