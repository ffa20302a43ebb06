"""A write that cannot harm Audiobookshelf."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, StrictStr

from clients.audiobookshelf.items import LibraryItem
from domain.recording import Series
from domain.stored_texts import key, one_line, storable, unique

_TEXTS: Final = {
    "title": "title",
    "subtitle": "subtitle",
    "publisher": "publisher",
    "published_year": "publishedYear",
    "published_date": "publishedDate",
    "description": "description",
    "isbn": "isbn",
    "asin": "asin",
    "language": "language",
}


def _named(text: str) -> str:
    line = one_line(text)
    if not line:
        raise ValueError("must not be blank")
    return line


def _filled(text: str) -> str | None:
    """None in place of a blank text."""
    return text if text.strip() else None


def _unique_series(series: tuple[Series, ...]) -> tuple[Series, ...]:
    first: dict[str, Series] = {}
    for one in series:
        tidy = Series(name=_named(one.name), sequence=one_line(one.sequence or "") or None)
        first.setdefault(key(tidy.name), tidy)
    return tuple(first.values())


Name = Annotated[StrictStr, AfterValidator(_named)]
Line = Annotated[StrictStr, AfterValidator(one_line), AfterValidator(_filled)]
Names = Annotated[tuple[Name, ...], AfterValidator(unique)]
Text = Annotated[StrictStr, AfterValidator(storable)]
Filled = Annotated[Text, AfterValidator(_filled)]


class ItemChange(BaseModel):
    """New values for some fields of an item. A field that is not given is not sent and keeps its value.

    A list replaces the whole list, an empty one clears it; None clears a text. A blank text is sent as None, too:
    each "" that meets an empty field would be one more change (facts/audiobookshelf_2.md 1). A title must not
    be blank. Genres and names of people and series are trimmed, and of those that differ in case only the first
    stays: naming one new author twice ends Audiobookshelf's process. So would a null
    in a list, and such a change cannot be built (facts/audiobookshelf.md 3 and 6). Tags and the
    description are sent as they are given, as others' tags are among them.

    Raises:
        pydantic.ValidationError: A name is blank, or a value has the wrong type.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    narrators: Names | None = None
    abridged: StrictBool | None = None
    explicit: StrictBool | None = None
    genres: Names | None = None
    tags: tuple[Text, ...] | None = None
    title: Name | None = None
    subtitle: Line | None = None
    authors: Names | None = None
    series: Annotated[tuple[Series, ...], AfterValidator(_unique_series)] | None = None
    publisher: Line | None = None
    published_year: Line | None = None
    published_date: Line | None = None
    description: Filled | None = None
    isbn: Line | None = None
    asin: Line | None = None
    language: Line | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not self.media_payload()

    def media_payload(self) -> dict[str, Any]:
        """The body that Audiobookshelf takes for it."""
        metadata: dict[str, Any] = {
            theirs: getattr(self, ours) for ours, theirs in _TEXTS.items() if ours in self.model_fields_set
        }
        for name in ("narrators", "genres"):
            if (names := getattr(self, name)) is not None:
                metadata[name] = list(names)
        for name in ("abridged", "explicit"):
            if (truth := getattr(self, name)) is not None:
                metadata[name] = truth
        if self.authors is not None:
            metadata["authors"] = [{"name": name} for name in self.authors]
        if self.series is not None:
            metadata["series"] = [one.model_dump(exclude_none=True) for one in self.series]
        payload: dict[str, Any] = {"metadata": metadata} if metadata else {}
        if self.tags is not None:
            payload["tags"] = list(self.tags)
        return payload


def rewriting(item: LibraryItem) -> dict[str, str]:
    """Metadata that Audiobookshelf takes for a change of the item, and stores as it is.

    An empty text differs from none, and is stored as none; a tag that is not allowed in a description is taken out
    (facts/audiobookshelf_2.md 1).
    """
    absent = next((theirs for ours, theirs in _TEXTS.items() if getattr(item, ours) is None), None)
    return {"description": f"{item.description}<x>"} if absent is None else {absent: ""}
