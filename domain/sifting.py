"""From search results to books: which are proved, which are editions of one book, and their order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.matching import Match, Verdict, Wanted, match, same_book
from domain.matching.names import COMPATIBLE, agreement, names
from domain.matching.series import SAME, key, likeness
from domain.matching.text import title_words
from domain.matching.volumes import volumes
from domain.recording import Recording
from domain.search_queries import BookQuery

Editions = tuple[Recording, ...]
"""Recordings of one book, at least one."""

_LAST: Final = Decimal("Infinity")
_MOST_SHOWN: Final = 5
_OTHER_RECORDING: Final = "It is read by another or in another format than asked for."


@dataclass(frozen=True, slots=True)
class Sifted:
    """The result of a query's search.

    Args:
        books: The proved ones, in the order in which to download them: by the wanted title, then by their place
            in the series.
        unproved: The nearest of the rest, best first, each with what contradicts it: a few that may be
            the book, a few by another narrator or in another format than wanted, and a few other books.
    """

    books: tuple[Editions, ...]
    unproved: tuple[tuple[Recording, str], ...]


def sift(query: BookQuery, found: Sequence[Recording]) -> Sifted:
    """The books in *found* that the query wants. Only a verdict of match counts."""
    fitting = [recording for recording in found if _fits(query, recording)]
    answers = _Answers()
    groups: list[list[Recording]] = []
    for reading in (reading for wanted in query.wanted for reading in wanted.readings):
        taken = {id(recording) for group in groups for recording in group}
        news = [
            one for one in fitting if id(one) not in taken and answers(reading, one).verdict is Verdict.MATCH
        ]
        if reading.title or reading.number:
            groups += [news] if news else []
        else:
            _sort_in(sorted(news, key=lambda one: _place(one, reading)), groups)
    taken = {id(recording) for group in groups for recording in group}
    left = [recording for recording in found if id(recording) not in taken]
    return Sifted(tuple(map(tuple, groups)), tuple(_unproved(query, left, answers)))


class _Answers:
    """How recordings match the wanted book, each compared once."""

    def __init__(self) -> None:
        self._given: dict[tuple[Wanted, int], Match] = {}

    def __call__(self, reading: Wanted, recording: Recording) -> Match:
        key = (reading, id(recording))
        if key not in self._given:
            self._given[key] = match(reading, recording)
        return self._given[key]


def holds(editions: Editions, other: Recording) -> Verdict:
    """Whether *other* is of the book that *editions* are of.

    Another title at the same place of the same series is uncertain: a book may have another title in another
    country, or the place may be wrong.
    """
    verdicts = {same_book(edition, other).verdict for edition in editions}
    if Verdict.MATCH in verdicts:
        return Verdict.MATCH
    places = set(_places(other))
    by_place = any(places & set(_places(edition)) and _share_author(edition, other) for edition in editions)
    return Verdict.UNCERTAIN if by_place or Verdict.UNCERTAIN in verdicts else Verdict.NO_MATCH


def _share_author(one: Recording, other: Recording) -> bool:
    return agreement(names(one.authors), names(other.authors)) >= COMPATIBLE


def _unproved(
    query: BookQuery, left: Sequence[Recording], answers: _Answers
) -> Iterator[tuple[Recording, str]]:
    """The nearest of the rest, each with what contradicts it."""
    shown: set[int] = set()
    pairs = [
        (recording, min((answers(reading, recording) for reading in wanted.readings), key=_nearness))
        for wanted in query.wanted
        for recording in left
    ]
    for recording, answer in sorted(pairs, key=lambda pair: (*_nearness(pair[1]), pair[0].torrent_id or 0)):
        if len(shown) == _MOST_SHOWN:
            return
        if id(recording) not in shown:
            shown.add(id(recording))
            fitting = answer.verdict is not Verdict.MATCH
            yield recording, answer.why if fitting else _OTHER_RECORDING


def _nearness(answer: Match) -> tuple[int, float]:
    return answer.verdict.rank, -answer.score


def _fits(query: BookQuery, recording: Recording) -> bool:
    """Whether narrator and format are among the wanted ones."""
    if query.formats and not set(query.formats) & {kind.strip(" .").lower() for kind in recording.file_types}:
        return False
    readers = names(recording.narrators)
    return not query.narrator or any(
        agreement(names((wanted,)), readers) >= COMPATIBLE for wanted in query.narrator
    )


def _sort_in(recordings: Iterable[Recording], groups: list[list[Recording]]) -> None:
    """Add each recording to the editions of its book, or to a new book."""
    for recording in recordings:
        for group in groups:
            if _one_book(recording, group[0]):
                group.append(recording)
                break
        else:
            groups.append([recording])


def _one_book(one: Recording, other: Recording) -> bool:
    """Whether two recordings, both of the wanted series, are of one book.

    A title may differ by country or language if the place in the series is the same; if the places
    differ the books do.
    """
    places = dict(_places(one))
    shared = [places[name] == place for name, place in _places(other) if name in places]
    if shared:
        return any(shared)
    if not set(title_words(one.title or "")) & set(title_words(other.title or "")):
        return False
    return same_book(one, other).verdict is Verdict.MATCH


def _places(recording: Recording) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each series with the one place in it; a place with several volumes or a part is left out."""
    for entry in recording.series:
        place = volumes(entry.sequence)
        if place is not None and not place.several and place.part is None:
            yield key(entry.name), place.first


def _place(recording: Recording, wanted: Wanted) -> tuple[Decimal, int]:
    """The place of a recording in the wanted series; recordings without a place come last, by upload."""
    asked = key(wanted.series or "")
    places = [Decimal(place) for name, place in _places(recording) if likeness(asked, name) >= SAME]
    return min(places, default=_LAST), recording.torrent_id or 0
