"""The facts of a recording, as MAM or a library states them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, SecretStr

Source = Literal["row", "page", "mediainfo", "tags", "description", "title", "flags"]
"""Where a fact was read: a field of MAM's row or page, or free text in it."""


class Series(BaseModel):
    """A series and the place in it.

    `sequence` is the text as MyAnonamouse prints it ("1", "01", "3.5", "1-12"); None when there is none.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    sequence: str | None = None


class Evidence(BaseModel):
    """Why a fact is believed: where it stood, which rule read it, and the words themselves.

    `value` is what these words say, in the form of the fact's own field as text; it differs from the
    recording's value where two sources contradict each other.
    """

    model_config = ConfigDict(frozen=True)

    source: Source
    rule: str
    snippet: str
    value: str


class Recording(BaseModel):
    """One recording of a book. What is not known is None or empty.

    `duration_seconds` is the whole recording's, `abridged` None when not said, `size_bytes` binary units
    read back (rounded as the site rounds), `added` in UTC. `evidence` holds, per extracted field, what
    spoke for it, the most trusted first; `contradicted` names the fields whose sources disagree.
    `poster` is the address of the site's picture of it.
    `left_out` holds what was read of a field and not believed, the rule saying why; it is never stored.
    `explicit` is None where the site marks nothing, `categories` are the site's newer ones, of which a book
    may have several.
    `extra` holds what the user's own `EXTRA_FIELDS` patterns found.
    """

    model_config = ConfigDict(frozen=True)

    torrent_id: PositiveInt | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    duration_seconds: PositiveInt | None = None
    abridged: bool | None = None
    explicit: bool | None = None
    publisher: str | None = None
    release_date: date | None = None
    language: str | None = None
    file_types: tuple[str, ...] = ()
    size_bytes: NonNegativeInt | None = None
    files: NonNegativeInt | None = None
    category_id: int | None = None
    category: str | None = None
    categories: tuple[PositiveInt, ...] = ()
    added: AwareDatetime | None = None
    seeders: NonNegativeInt | None = None
    leechers: NonNegativeInt | None = None
    snatched: NonNegativeInt | None = None
    tags: str | None = None
    description: str | None = None
    isbn: str | None = None
    asin: str | None = None
    poster: str | None = None
    bitrate_kbps: PositiveInt | None = None
    chapters: NonNegativeInt | None = None
    freeleech: bool = False
    personal_freeleech: bool = False
    vip: bool = False
    fl_vip: bool = False
    my_snatched: bool = False
    evidence: dict[str, tuple[Evidence, ...]] = Field(default_factory=dict)
    contradicted: tuple[str, ...] = ()
    left_out: dict[str, tuple[Evidence, ...]] = Field(default_factory=dict, exclude=True, repr=False)
    extra: dict[str, str] = Field(default_factory=dict)
    download_key: Annotated[SecretStr | None, Field(exclude=True, repr=False)] = None
    """The user's own part of the download address: a secret, never stored."""

    @property
    def author(self) -> str | None:
        """All authors in one line, in the order given."""
        return ", ".join(self.authors) or None


_UNKNOWN: Final = {
    name: field.get_default(call_default_factory=True) for name, field in Recording.model_fields.items()
}
_set: Final = object.__setattr__
_M = TypeVar("_M", bound=BaseModel)


def trusted(values: Mapping[str, Any]) -> Recording:
    """The recording with these values, which are what their fields want: nothing is checked or converted.

    It is `Recording.model_construct` without a check of each field, at a third of the cost.
    """
    return _made(Recording, {**_UNKNOWN, "evidence": {}, "left_out": {}, "extra": {}, **values}, set(values))


def trusted_evidence(*, source: Source, rule: str, snippet: str, value: str) -> Evidence:
    """The evidence with these values, in the same way."""
    values = {"source": source, "rule": rule, "snippet": snippet, "value": value}
    return _made(Evidence, values, set(values))


def _made(kind: type[_M], values: dict[str, Any], given: set[str]) -> _M:
    made = kind.__new__(kind)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", given)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


def as_stored(recording: Recording) -> dict[str, object]:
    """The recording as JSON for a download record, without what is unknown and without secrets."""
    return recording.model_dump(mode="json", exclude_defaults=True)


def from_stored(data: dict[str, object]) -> Recording:
    """The recording that `as_stored` wrote."""
    return Recording.model_validate(data)


def utc_text(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
