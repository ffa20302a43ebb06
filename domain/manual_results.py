"""The results of a person's search, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.editions import Preferences, choose
from domain.manual_search import ManualSearch
from domain.matching import Match, Verdict, same_book
from domain.recording import Recording

_MOST_COMPARED: Final = 50
_LAST: Final = len(Verdict)


@dataclass(frozen=True, slots=True)
class Result:
    """One result.

    Args:
        recording: The torrent's.
        match: How it answers the search; None where no single book was asked for.
        best: Why it is the best of several editions of one book; None where it is not.
    """

    recording: Recording
    match: Match | None = None
    best: str | None = None

    @property
    def is_proved(self) -> bool:
        """Whether it is the book that was asked for."""
        return self.match is not None and self.match.verdict is Verdict.MATCH


def ranked(asked: ManualSearch, found: Sequence[Recording], preferences: Preferences) -> tuple[Result, ...]:
    """The results by how well they answer the search; those that do so equally stay in MAM's order.

    Of the proved ones the editions of one book stand together, the best first.
    """
    order = sorted((Result(one, asked.judged(one)) for one in found), key=_order)
    proved = [one for one in order if one.is_proved]
    return (*_by_book(proved, preferences), *order[len(proved) :])


def alike(one: Recording, others: Sequence[Recording], preferences: Preferences) -> tuple[Result, ...]:
    """A recording and those of *others* that are, or may be, editions of its book."""
    judged = [Result(one, same_book(one, one))]
    judged += [Result(other, same_book(one, other)) for other in others]
    near = [result for result in judged if result.match and result.match.verdict is Verdict.UNCERTAIN]
    return (*_editions([result for result in judged if result.is_proved], preferences), *near)


def _order(result: Result) -> tuple[int, float]:
    return (_LAST, 0.0) if result.match is None else (result.match.verdict.rank, -result.match.score)


def _by_book(proved: Sequence[Result], preferences: Preferences) -> list[Result]:
    books: list[list[Result]] = []
    for result in proved[:_MOST_COMPARED]:
        for book in books:
            if same_book(book[0].recording, result.recording).verdict is Verdict.MATCH:
                book.append(result)
                break
        else:
            books.append([result])
    together = [result for book in books for result in _editions(book, preferences)]
    return together + list(proved[_MOST_COMPARED:])


def _editions(book: Sequence[Result], preferences: Preferences) -> list[Result]:
    """The editions of one book, the best first; only among several one is the best."""
    if len(book) < 2:  # noqa: PLR2004 - several
        return list(book)
    choice = choose([one.recording for one in book], preferences=preferences)
    by_id = {id(one.recording): one for one in book}
    first, *rest = [by_id[id(one)] for one in choice.ranking]
    return [replace(first, best=choice.why), *rest]
