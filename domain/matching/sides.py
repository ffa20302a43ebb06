"""The two sides of a comparison: what each says of its book, prepared for it."""

from dataclasses import dataclass
from typing import Final

from domain.matching import markers, series, titles
from domain.matching.names import Names, names
from domain.matching.pieces import Kind, Known
from domain.matching.text import LONGEST, words
from domain.matching.volumes import Volumes, volumes
from domain.recording import Recording

_MOST_SERIES: Final = 30
_MOST_NARRATORS: Final = 60
_TAGS: Final = 300
"""How many characters of the tags are read: after them comes praise, which names other books."""
_AUDIO: Final = frozenset(
    words(
        "mp3 m4b m4a aac flac ogg oga opus wma wav aa aax aaxc alac ape ac3 mp2 mp4 m4p mka mpc spx aif aiff"
    )
)
_CONTAINERS: Final = frozenset({"zip", "rar", "7z", "iso", "tar"})
_MANY_SERIES: Final = 3
"""This many series without a number are not one book's."""
# facts/mam.md 7: the audiobook categories, and those of them whose books commonly have a subtitle.
_NON_FICTION: Final = frozenset(
    {49, 50, 83, 51, 97, 106, 52, 54, 55, 84, 56, 57, 85, 119, 88, 58, 59, 53, 89, 100}
)
AUDIOBOOKS: Final = _NON_FICTION | frozenset(
    {39, 40, 41, 42, 98, 43, 99, 44, 45, 87, 46, 47, 108, 48, 111, 137}
)
_RADIO: Final = frozenset({127, 128, 130, 132})


@dataclass(frozen=True, slots=True)
class Listed:
    """A series of a side, with the place in it; an empty key when only a number was given.

    `unread` is a place that is not a number.
    """

    name: str
    key: series.Key
    volumes: Volumes | None
    unread: str = ""

    @property
    def has_place(self) -> bool:
        """Whether it has a place in the series, as a number or not."""
        return bool(self.volumes or self.unread)


@dataclass(frozen=True, slots=True)
class Side:
    """The book of one side.

    `drama`, `collection` and `collection_hint` are the words for a dramatisation, for several
    books certainly, and for several books perhaps.
    """

    title: titles.Title | None
    title_text: str
    names: Names
    series: tuple[Listed, ...]
    drama: str | None
    collection: str | None
    collection_hint: str | None
    audio: bool | None
    non_fiction: bool

    @property
    def about(self) -> frozenset[str]:
        """The words in the title for a book about a book or a person."""
        text = " ".join(word for group in self.title.groups for word in group) if self.title else ""
        return frozenset(markers.ABOUT.findall(text))

    @property
    def place(self) -> str | None:
        """The number to show: in the first series with one, or else in the title."""
        listed = [str(entry.volumes) for entry in self.series if entry.volumes]
        if listed:
            return listed[0]
        found = self.title.volume or self.title.bare if self.title else None
        return str(found) if found else None

    @property
    def unread_place(self) -> str:
        """The place in a series if it is not a number ("Prequel"); empty when each is one."""
        return next((entry.unread for entry in self.series if entry.unread), "")

    @property
    def names_its_series(self) -> bool:
        """Whether the title contains a series: "Mistborn: The Final Empire"."""
        return bool(self.title and any(piece.kind is Kind.SERIES for piece in self.title.found.pieces))

    @property
    def shares_name(self) -> bool:
        """Whether the title is its series' name, or its beginning or end: other volumes may have it too."""
        called = [series.key(" ".join(form)) for form in self.title.stems] if self.title else []
        keys = [entry.key for entry in self.series if entry.has_place]
        return any(form and form in {key[: len(form)], key[-len(form) :]} for form in called for key in keys)


def sides(asked: Recording, row: Recording) -> tuple[Side, Side]:
    """Both sides; each title is read with what both sides know."""
    listed = _listed(asked), _listed(row)
    people = names(asked.authors), names(row.authors)
    known = Known(
        series=frozenset(entry.key for entries in listed for entry in entries if entry.key),
        authors=frozenset(name for found in people for name in found.written_out),
    )
    return _side(asked, listed[0], people[0], known), _side(row, listed[1], people[1], known)


def _listed(recording: Recording) -> tuple[Listed, ...]:
    return tuple(
        _place(entry.name.strip(), (entry.sequence or "")[:LONGEST].strip())
        for entry in recording.series[:_MOST_SERIES]
    )


def _place(name: str, place: str) -> Listed:
    read = volumes(place)
    return Listed(name, series.key(name), read, "" if read else place)


def _side(recording: Recording, listed: tuple[Listed, ...], people: Names, known: Known) -> Side:
    text = (recording.title or "").strip()
    title = titles.read(text[:LONGEST], known) if text else None
    return Side(
        title=title,
        title_text=text,
        names=people,
        series=listed,
        drama=_drama(recording),
        collection=_collection(title, listed),
        collection_hint=_collection_hint(recording, listed),
        audio=_audio(recording),
        non_fiction=recording.category_id in _NON_FICTION,
    )


def _drama(recording: Recording) -> str | None:
    tags = (recording.tags or "")[:_TAGS]
    named = (entry.name for entry in recording.series[:_MOST_SERIES])
    for text in (recording.title, recording.publisher, tags, *named):
        if text and (found := markers.drama(text)):
            return found
    # In an anthology "Full Cast" means that the readers take turns.
    anthology = markers.has_stories(f"{recording.title or ''} {tags}")
    for narrator in recording.narrators[:_MOST_NARRATORS]:
        if (found := markers.drama(narrator)) and not (anthology and found.endswith(" cast")):
            return found
    return "radio" if recording.category_id in _RADIO else None


def _collection(title: titles.Title | None, listed: tuple[Listed, ...]) -> str | None:
    for entry in listed:
        if entry.volumes and entry.volumes.several:
            return f"volumes {entry.volumes} of {entry.name}" if entry.name else f"volumes {entry.volumes}"
        if found := markers.several(entry.unread) or markers.whole_series(entry.unread):
            return found
    if title is None:
        return None
    if title.found.span and title.found.span.several:
        return f"volumes {title.found.span}"
    text = " ".join(word for group in title.groups for word in group)
    single = title.found.numbers or any(entry.volumes for entry in listed)
    alone = any(markers.is_whole_series(" ".join(group)) for group in title.groups[1:])
    return markers.several(text) or (None if single and not alone else markers.whole_series(text))


def _collection_hint(recording: Recording, listed: tuple[Listed, ...]) -> str | None:
    if len(listed) >= _MANY_SERIES and not any(entry.volumes for entry in listed):
        return f"{len(listed)} series without a number"
    return markers.collection_in_tags((recording.tags or "")[:_TAGS])


def _audio(recording: Recording) -> bool | None:
    """Whether it is audio; None when the row does not say."""
    types = {name.strip(" .").lower() for name in recording.file_types}
    if types & _AUDIO:
        return True
    if types - _CONTAINERS:
        return False
    if recording.category:
        return "audio" in recording.category.lower() or "radio" in recording.category.lower()
    return True if recording.category_id in AUDIOBOOKS | _RADIO else None
