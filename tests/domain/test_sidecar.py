"""The metadata.json beside a book says what is known of it, in forms that Audiobookshelf reads (facts/audiobookshelf_2.md 4)."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.described import Describe, TagsFromMam
from domain.importing.sidecar import read_series, sidecar
from domain.policy import FieldName
from domain.recording import Recording, Series

FULL = Recording(
    title="Becoming Chains: A Novel [Unabridged]",
    authors=("A. Author", "B & C. Author"),
    narrators=("Ray Porter", "Smith, John"),
    series=(Series(name="Links", sequence="02"), Series(name="World", sequence="1.5"), Series(name="Alone")),
    abridged=False,
    explicit=True,
    publisher="Tape House",
    release_date=date(2021, 5, 4),
    language="ENG",
    description="Tom & Jerry <3\nmeet.\n\nThe end.",
    isbn="0593135202",
    asin="B08G9PRS1K",
    category="Audiobooks - Crime/Thriller",
    categories=(29,),
    tags="64 kbps m4b, Urban Fantasy | full cast",
)


def said(values):
    return json.loads(sidecar(values))


def test_all_fields_of_a_record_are_in_it():
    """Each in the form of Audiobookshelf's own file."""
    assert said(Describe(tags=TagsFromMam(wanted=("full cast",)))(FULL)) == {
        "title": "Becoming Chains",
        "subtitle": "A Novel",
        "authors": ["A. Author", "B & C. Author"],
        "narrators": ["Ray Porter", "Smith, John"],
        "series": ["Links #2", "World #1.5", "Alone"],
        "genres": ["Crime", "Thriller", "LitRPG", "Urban Fantasy"],
        "tags": ["full cast"],
        "publishedYear": "2021",
        "publishedDate": "2021-05-04",
        "publisher": "Tape House",
        "description": "<p>Tom &amp; Jerry &lt;3<br />meet.</p><p>The end.</p>",
        "isbn": "9780593135204",
        "asin": "B08G9PRS1K",
        "language": "English",
        "explicit": True,
        "abridged": False,
    }


def test_what_is_not_known_has_no_key():
    """An empty or a null list would erase what the files say, an empty text would stand for one."""
    nothing = dict.fromkeys(FieldName)
    empty: dict = {name: [] for name in FieldName}
    empty |= {FieldName.TITLE: " ", FieldName.DESCRIPTION: "\n"}

    for values in ({}, nothing, empty):
        assert said(values) == {}


def test_it_is_plain_utf_8():
    """A byte order mark makes Audiobookshelf ignore the whole file, a lone surrogate makes it no UTF-8."""
    written = sidecar({FieldName.TITLE: "\ufeffZoë \ud800三体", FieldName.DESCRIPTION: "\udfff語"})

    assert written.startswith(b"{")
    assert json.loads(written.decode()) == {"title": "Zoë 三体", "description": "語"}


def test_names_are_trimmed_and_none_is_there_twice():
    """A scan would tidy them so, and the next write would change them back."""
    values = {
        FieldName.NARRATORS: [" Ray  Porter ", "ray porter", "\t", "Jo\nSmith"],
        FieldName.TAGS: ["own", " own", "Own"],
    }

    assert said(values) == {"narrators": ["Ray Porter", "Jo Smith"], "tags": ["own", "Own"]}


@pytest.mark.parametrize(
    ("series", "written"),
    [
        ([("S", "1")], ["S #1"]),
        ([("S #7", "3")], ["S #7 #3"]),
        ([("S#7", None)], ["S#7"]),
        ([("S #", None)], ["S #"]),
        ([("S, Book 2", None)], ["S, Book 2"]),
        # Would be read as S in place 7, as "S #Book 1", as "S #1 #2", and as "A b #7".
        ([("S #7", None)], None),
        ([("S", "Book 1")], None),
        ([("S", "1 #2")], None),
        ([("A #7 b", "7")], None),
        # One that would be read wrong leaves the field to the write that follows.
        ([("S", "1"), ("T #7", None)], None),
    ],
)
def test_a_series_is_in_it_only_in_a_form_that_survives(series, written):
    """What would be read as another name or place is left out."""
    values = {FieldName.SERIES: [{"name": name, "sequence": place} for name, place in series]}

    assert said(values).get("series") == written


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("A #1", "A", "1"),
        ("J #1-3", "J", "1-3"),
        ("D #1 a", "D #1 a", None),
        ("E#3", "E#3", None),
        ("F #", "F #", None),
        ("G #4#5", "G #4#5", None),
        ("H  #6", "H ", "6"),
        ("I # 7", "I # 7", None),
    ],
)
def test_series_are_read_as_the_server_reads_them(text, name, place):
    """The forms that were measured (abs-samples, metadata-json-forms)."""
    assert read_series(text) == (name, place)


_NAMES = st.text(st.sampled_from("Ab #17.\t\u00a0\ufeff\x85é"), max_size=9)


@given(
    narrators=st.lists(_NAMES, max_size=3),
    series=st.lists(st.tuples(_NAMES, st.none() | _NAMES), max_size=3),
    description=st.none() | st.text(max_size=20),
)
def test_whatever_a_record_says_no_list_is_empty_and_every_series_survives(narrators, series, description):
    """Also where its names are blanks, signs and numbers."""
    record = Recording(
        narrators=tuple(narrators),
        series=tuple(Series(name=name, sequence=place) for name, place in series),
        description=description,
    )
    values = Describe()(record)

    written = said(values)

    assert all(value not in (None, "", []) for value in written.values())
    read = [read_series(one) for one in written.get("series", [])]
    assert not read or [(one["name"], one["sequence"]) for one in _tidy(values)] == read


def _tidy(values):
    seen = {}
    for one in values[FieldName.SERIES]:
        name = " ".join(one["name"].replace("\ufeff", " ").split())
        place = " ".join((one["sequence"] or "").replace("\ufeff", " ").split()) or None
        if name:
            seen.setdefault(name.casefold(), {"name": name, "sequence": place})
    return list(seen.values())
