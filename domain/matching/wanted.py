"""What somebody looks for."""

from dataclasses import dataclass, replace
from typing import Self

from domain.errors import BadInputError
from domain.recording import Recording, Series


@dataclass(frozen=True, slots=True)
class Wanted:
    """A book to look for, or with a series alone any book of it.

    Args:
        title: As anybody would write it: subtitle, series and "Book 3" may be in it.
        authors: In any order and spelling; one of them is enough to be found, none proves nothing.
        series: Its name, with or without "The … Series".
        number: The place in it: "3", "2.5", "III", or "1-3" for a collection.
        either: The title may as well be the name of a series, see `of_pair`.

    Raises:
        BadInputError: There is neither a title nor a series.
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

        A collection of such a series is at most uncertain: it is no book of it, and whether the whole is
        wanted is for the caller to say.
        """
        return cls(title=series_or_title, authors=(author,), either=True)

    @property
    def readings(self) -> tuple["Wanted", ...]:
        """What it asks for in plain terms: itself, or the title and then the series of a pair."""
        if not self.either:
            return (self,)
        return replace(self, either=False), replace(self, title=None, series=self.title, either=False)

    def as_recording(self) -> Recording:
        """The same as facts of a recording, as far as they go."""
        place = Series(name=self.series or "", sequence=self.number)
        return Recording(
            title=self.title, authors=self.authors, series=(place,) if self.series or self.number else ()
        )
