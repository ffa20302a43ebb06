"""Our metadata.json, read as Audiobookshelf reads it, is what our write over the API would have set."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.audiobookshelf import ItemChange
from domain.described import Describe, TagsFromMam
from domain.importing.sidecar import sidecar
from domain.listed_duration import DurationTag
from domain.policy import FieldName
from domain.recording import Recording, Series, from_stored
from handlers.writing.item_fields import ItemFields
from sandbox.audiobookshelf.beside import from_json
from sandbox.audiobookshelf.book import Book
from sandbox.audiobookshelf.library import Database, Library
from sandbox.audiobookshelf.metadata import take
from sandbox.audiobookshelf.patching import apply
from sandbox.catalogue import CATALOGUE
from sandbox.clock import FakeClock
from tests.fixtures.places import CORPUS

DESCRIBE = Describe(tags=TagsFromMam(every=True))
FIELDS = ItemFields(DurationTag("Listed duration {h}h {mm}m"), TagsFromMam(every=True))


def read_back(values):
    """The item as a scan of the file leaves it, and as a write of the same values does."""
    scanned, written = _empty(), _empty()
    take(*scanned, from_json(sidecar(values).decode()))
    normal = {name: FIELDS.normal(name, value) for name, value in values.items()}
    sent = {name.value.replace(" ", "_"): value for name, value in normal.items()}
    apply(*written, ItemChange.model_validate(sent).media_payload())
    return scanned[1].metadata_json(), written[1].metadata_json()


def _empty():
    database = Database(FakeClock())
    library = Library(name="Books", folder=Path(), view="/books", created_at=0)
    place = {
        **library.place("A/B"),
        "is_file": False,
        "ino": "1",
        "times": {},
        "added_at": 0,
        "updated_at": 0,
    }
    return database, Book(**place)


def assert_the_same(recording):
    values = DESCRIBE(recording)
    scanned, written = read_back(values)
    if FieldName.SERIES in values and "series" not in json.loads(sidecar(values)):
        scanned.pop("series"), written.pop("series")
    assert scanned == written


_NAMES = st.text(max_size=12) | st.text(st.sampled_from("Ab #17.&,;\t\xa0\ufeff\x85\u200b'é"), max_size=9)
_TEXTS = st.none() | _NAMES | st.text(st.sampled_from("ab <&>/p\"'\n\r;lt\u2028"), max_size=30)


@given(
    st.builds(
        Recording,
        title=_TEXTS,
        authors=st.lists(_NAMES, max_size=3).map(tuple),
        narrators=st.lists(_NAMES, max_size=3).map(tuple),
        series=st.lists(st.builds(Series, name=_NAMES, sequence=st.none() | _NAMES), max_size=3).map(tuple),
        abridged=st.none() | st.booleans(),
        explicit=st.none() | st.booleans(),
        publisher=_TEXTS,
        release_date=st.none() | st.dates(min_value=date(1000, 1, 1)),
        language=_TEXTS,
        description=_TEXTS,
        isbn=_TEXTS,
        asin=_TEXTS,
        tags=_TEXTS,
    )
)
def test_whatever_a_record_says_the_file_says_the_same_as_a_write(recording):
    """Every field, in any script and with any sign; a series that would be read as another one is left to the write."""
    assert_the_same(recording)


def test_every_listing_of_the_catalogue_comes_through():
    """The whole of it, series too."""
    for one in CATALOGUE:
        fields = (
            "title",
            "authors",
            "narrators",
            "abridged",
            "publisher",
            "release_date",
            "isbn",
            "tags",
            "description",
        )
        series = tuple(Series(name=each.name, sequence=each.number) for each in one.series)
        recording = Recording(series=series, **{name: getattr(one, name) for name in fields})

        assert "series" in json.loads(sidecar(DESCRIBE(recording))) or not series
        assert_the_same(recording)


@pytest.mark.corpus
def test_every_label_of_the_corpus_comes_through():
    """Each of the labelled real listings, with all of its series."""
    labels = json.loads((CORPUS / "labels.json").read_text("utf-8"))
    listed = [label for page in labels.values() for label in (page if isinstance(page, list) else [page])]
    known = [{name: value for name, value in label.items() if value != "?"} for label in listed]
    recordings = [from_stored(label) for label in known]

    for recording in recordings:
        assert_the_same(recording)
    without = [one for one in recordings if one.series and "series" not in json.loads(sidecar(DESCRIBE(one)))]
    assert (len(recordings), without) == (122, [])
