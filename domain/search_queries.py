"""The queries of the search cycle."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)

from domain.errors import BadInputError
from domain.languages import languages
from domain.matching import Wanted
from domain.matching.text import words
from domain.matching.volumes import volumes

_ARTICLE: Final = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_KIND: Final = re.compile(r"(?<=\S)\s+(?:series|books?|novels?)$", re.IGNORECASE)
_SUBTITLE: Final = re.compile(r"\s*(?::|\(|\[|\s[-–—]\s).*$", re.DOTALL)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _word(text: str) -> str:
    if not words(text):
        raise ValueError("is empty")
    return " ".join(text.split())


def _number(value: Any) -> Any:
    text = str(value).strip()
    if isinstance(value, bool | list | dict) or volumes(text) is None:
        raise ValueError('must be a number like 2, 2.5 or "1-3"')
    return text


def _file_type(text: str) -> str:
    kind = text.strip().lstrip(".").lower()
    if not kind.isalnum():
        raise ValueError('must be a file type like "m4b"')
    return kind


def _language(text: str) -> str:
    try:
        return languages((text,))[0]
    except BadInputError as error:
        raise ValueError(error.problem) from error


_Text = Annotated[str, AfterValidator(_word)]
_Number = Annotated[str, BeforeValidator(_number)]
_Language = Annotated[str, AfterValidator(_language)]
_FileType = Annotated[str, AfterValidator(_file_type)]


class BookQuery(BaseModel):
    """Wanted books: one by its title, some of a series by their numbers, or any of it.

    Args:
        author: One name or several, any of which is enough; without it no match can be proved.
        title: The book's title; of a pair, `either` the title or the name of a series.
        series: Its name.
        numbers: The wanted places in the series; empty for any.
        narrator: Only recordings by one of these; empty for any.
        formats: Only these file types, the best first; empty for any.
        languages: An edition in another one waits for a person; the best first; empty for those of the settings.
        whole_series: All missing books of the series at once, instead of one at a time.
        either: See `title`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: Annotated[tuple[_Text, ...], BeforeValidator(_listed), Field(min_length=1)]
    title: _Text | None = None
    series: _Text | None = None
    numbers: Annotated[tuple[_Number, ...], BeforeValidator(_listed)] = ()
    narrator: Annotated[tuple[_Text, ...], BeforeValidator(_listed)] = ()
    formats: Annotated[tuple[_FileType, ...], BeforeValidator(_listed)] = ()
    languages: Annotated[tuple[_Language, ...], BeforeValidator(_listed)] = ()
    whole_series: StrictBool = False
    either: bool = False

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.title is None and self.series is None:
            raise ValueError("give a title, a series or both")
        if self.series is None and (self.numbers or self.whole_series) and not self.either:
            raise ValueError("numbers and whole_series need a series")
        if self.title is not None and not self.either and (len(self.numbers) > 1 or self.whole_series):
            raise ValueError("a title is one book: leave it out to have several of its series")
        if self.numbers and self.whole_series:
            raise ValueError("give either numbers or whole_series")
        return self

    @classmethod
    def of_pair(cls, author: str, series_or_title: str) -> Self:
        """A pair in the guide's form; any book of the series counts, one at a time."""
        return cls(author=(author,), title=series_or_title, either=True)

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The wanted books, one by one."""
        if self.either:
            return tuple(Wanted.of_pair(name, self.title or "") for name in self.author)
        one = Wanted(title=self.title, authors=self.author, series=self.series)
        return tuple(replace(one, number=number) for number in self.numbers) or (one,)

    @property
    def texts(self) -> tuple[str, ...]:
        """The searches, in this order until one has results: all words of a text must match.

        A subtitle, a person's initials and the word "series" are spelt in too many ways to require them.
        """
        shorter = _SUBTITLE.sub("", self.title) if self.title else None
        titles = [title for title in (self.title, shorter) if title]
        if self.either:
            titles = [_KIND.sub("", title) for title in titles]
        series = [_KIND.sub("", self.series)] if self.series else []
        names = [_ARTICLE.sub("", name) for name in (*titles, *series)]
        surely = _without_initials(self.author[0])
        return tuple(dict.fromkeys(f"{name} {surely}" for name in names))

    @property
    def one_at_a_time(self) -> bool:
        """Whether the next book waits until the previous one is in the library."""
        return not self.whole_series and not self.numbers

    def __str__(self) -> str:
        """The query for a person: author and book."""
        what = " in ".join(name for name in (self.title, self.series) if name)
        places = f" {', '.join(self.numbers)}" if self.numbers else ""
        return f"{', '.join(self.author)}: {what}{places}"


def words_of_book(title: str, author: str) -> str:
    """The words that find the editions of a book, of which some leave the subtitle and the author's initials out."""
    name = _ARTICLE.sub("", _SUBTITLE.sub("", title) or title)
    return f"{name} {_without_initials(author)}".strip()


def _without_initials(name: str) -> str:
    kept = [word for word in re.split(r"[\s.,]+", name) if len(word) > 1]
    return " ".join(kept) or name


def pairs(given: Sequence[tuple[str, str]]) -> tuple[BookQuery, ...]:
    """The queries of pairs of an author and a series or title."""
    return tuple(BookQuery.of_pair(author, name) for author, name in given)


EXAMPLE_QUERIES: Final = pairs(
    [
        ("Brandon Sanderson", "Stormlight"),
        ("N. K. Jemisin", "Broken Earth"),
        ("Patrick Rothfuss", "Kingkiller"),
        ("Andy Weir", "Project Hail Mary"),
        ("Veronica Roth", "Divergent"),
        ("J. R. R. Tolkien", "Lord of the Rings"),
        ("Stephen King", "The Stand"),
        ("George R. R. Martin", "A Song of Ice and Fire"),
        ("J. K. Rowling", "Harry Potter"),
        ("Rick Riordan", "Percy Jackson"),
    ]
)
"""Ten well-known queries, for the demo and for a workflow without a list; no cycle searches them by itself."""
