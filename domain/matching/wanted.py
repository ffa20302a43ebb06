"""The book that a query wants."""

from dataclasses import dataclass, replace
from typing import Self

from domain.errors import BadInputError
from domain.recording import Recording, Series


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wanted book, or with a series alone any book of it.

    Args:
        title: As people write it: it may contain a subtitle, the series and "Book 3".
        authors: In any order and spelling; one of them is enough, without any nothing is proved.
        series: Its name, with or without "The … Series".
        number: The place in it: "3", "2.5", "III", or "1-3" for a collection.
        either: The title may also be the name of a series, see `of_pair`.

    Raises:
        BadInputError: Neither a title nor a series is given.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    series: str | None = None
    number: str | None = None
    either: bool = False

    def __post_init__(self) -> None:
        if not (self.title or "").strip() and not (self.series or "").strip():
            raise BadInputError("title", "give a title, a series or both")

    @classmethod
    def of_pair(cls, author: str, series_or_title: str) -> Self:
        """Any book by *author* that is called *series_or_title* or belongs to a series of that name.

        A collection of such a series is at most uncertain: it is not a book of it, and the caller decides
        whether the whole is wanted.
        """
        return cls(title=series_or_title, authors=(author,), either=True)

    @property
    def readings(self) -> tuple["Wanted", ...]:
        """The possible meanings: itself, or of a pair the title and then the series."""
        if not self.either:
            return (self,)
        return replace(self, either=False), replace(self, title=None, series=self.title, either=False)

    def as_recording(self) -> Recording:
        """The same as facts of a recording, as far as possible."""
        place = Series(name=self.series or "", sequence=self.number)
        return Recording(
            title=self.title, authors=self.authors, series=(place,) if self.series or self.number else ()
        )
