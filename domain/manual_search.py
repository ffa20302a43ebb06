"""What a person searches MAM for, and how its results answer that."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from domain.matching import Match, Verdict, Wanted, match
from domain.matching.names import COMPATIBLE, agreement, names
from domain.matching.text import words
from domain.matching.volumes import volumes
from domain.recording import Recording

Field = Literal["title", "author", "narrator", "series"]

_ANYWHERE: Final[tuple[Field, ...]] = ("title", "author", "narrator", "series")
_OTHER_READER: Final = "It is read by another narrator than asked for."
_READER_UNKNOWN: Final = "Its narrator is not listed."


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualSearch:
    """A search by a person: words of anything, or of single fields, or both; all of them must be found.

    `number` is the place in the series; it is compared and not searched for.
    """

    text: str = ""
    title: str = ""
    author: tuple[str, ...] = ()
    series: str = ""
    narrator: str = ""
    number: str = ""

    @property
    def words(self) -> str:
        """All words to search for; empty where there is nothing to search for."""
        given = (self.text, self.title, self.series, *self.author, self.narrator)
        text = " ".join(" ".join(given).split())
        return text if words(text) else ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Where the words may be found. A series is in many a title, and a title in many a series."""
        if self.text:
            return _ANYWHERE
        book = self.title or self.series
        wanted = {"title": book, "author": self.author, "narrator": self.narrator, "series": book}
        return tuple(name for name in _ANYWHERE if wanted[name])

    def judged(self, recording: Recording) -> Match | None:
        """Whether a result is the book that was asked for; None where no single book was asked for."""
        readings = self._readings(recording)
        if not readings:
            return None
        # Of readings that are as good the first one explains itself better: it is the title.
        found = min((match(wanted, recording) for wanted in readings), key=lambda one: one.verdict.rank)
        if not self.narrator or found.verdict is Verdict.NO_MATCH:
            return found
        if not recording.narrators:
            return replace(found, verdict=Verdict.UNCERTAIN, why=_READER_UNKNOWN)
        if agreement(names((self.narrator,)), names(recording.narrators)) < COMPATIBLE:
            return replace(found, verdict=Verdict.NO_MATCH, why=_OTHER_READER)
        return found

    def _readings(self, recording: Recording) -> tuple[Wanted, ...]:
        """The book that was asked for: of free words it is what is left of them without the result's own people."""
        if self.title or self.series:
            return (
                Wanted(
                    title=self.title or None,
                    authors=self.author,
                    series=self.series or None,
                    number=self.number or None,
                ),
            )
        rest, authors = _apart(self.text, recording.authors, recording.title or "")
        rest, _ = _apart(rest, recording.narrators, recording.title or "")
        if not words(rest):
            return ()
        return tuple(_books(rest, self.author or authors, recording))


def _books(text: str, authors: tuple[str, ...], recording: Recording) -> Iterator[Wanted]:
    """The books that some words may be: a title, a title with its series, a series, or a place in a series."""
    yield Wanted(title=text, authors=authors)
    known = {word for one in recording.series for word in words(one.name)}
    title = " ".join(word for word in words(text) if word not in known)
    if title:
        yield Wanted(title=title, authors=authors)
    yield Wanted(series=text, authors=authors)
    series, _, number = text.rpartition(" ")
    if words(series) and volumes(number) is not None:
        yield Wanted(series=series, number=number, authors=authors)


def _apart(text: str, people: tuple[str, ...], title: str) -> tuple[str, tuple[str, ...]]:
    """The text without the names of those people that it names, and these names as the text has them."""
    taken: set[str] = set()
    named: list[str] = []
    there, elsewhere = words(text), frozenset(words(title))
    for name in people:
        own = words(name)
        written = tuple(word for word in there if word in own)
        if own and (set(_sure(own)) <= set(written) or (own[-1] in written and own[-1] not in elsewhere)):
            named.append(" ".join(word for word in own if word in written))
            taken.update(written)
    kept = [part for part in text.split() if not (words(part) and set(words(part)) <= taken)]
    return " ".join(kept), tuple(named)


def _sure(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without initials, which people leave out."""
    return tuple(word for word in name if len(word) > 1) or name
