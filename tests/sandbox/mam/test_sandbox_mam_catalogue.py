"""The catalogue holds what the searches, the matching and the choice of editions need."""

from collections import Counter

import pytest

from sandbox.catalogue import CATALOGUE, listing, ordinal
from sandbox.mam.tokens import number


def test_ids_are_unique_and_no_ids_of_the_sites():
    """Each listing has an id of its own, beyond those in use."""
    ids = [one.torrent_id for one in CATALOGUE]

    assert len(set(ids)) == len(ids) >= 60
    assert min(ids) > 9_000_000


def test_people_and_series_have_numbers_of_their_own():
    """No two names share the number by which links and rows know them."""
    names = {name for one in CATALOGUE for name in (*one.authors, *one.narrators)}
    names |= {place.name for one in CATALOGUE for place in one.series}

    assert len({number(name) for name in names}) == len(names)


def test_books_come_in_several_editions():
    """There are other narrators, other formats, a dramatisation, an abridgement, an ebook, other languages."""
    titles = Counter(one.title for one in CATALOGUE)
    narrators = {one.narrators for one in CATALOGUE if one.title == "The Name of the Wind"}

    assert sum(count > 1 for count in titles.values()) >= 8
    assert len(narrators) == 2
    assert {one.file_types[0] for one in CATALOGUE} >= {"m4b", "mp3", "m4a", "epub"}
    assert {one.language for one in CATALOGUE} == {1, 36, 37}
    assert [one.title for one in CATALOGUE if one.abridged] == ["The Stand"]
    assert {one.main_cat for one in CATALOGUE} == {13, 14}


def test_collections_stand_beside_their_volumes():
    """Several series have a torrent of many volumes, whose place is a range."""
    ranges = {one.series[0].name for one in CATALOGUE if one.series and "-" in one.series[0].number}

    assert len(ranges) >= 7


def test_mediainfo_speaks_of_one_file():
    """Where MediaInfo's length is the recording's, there is one audio file; elsewhere it is shorter."""
    for one in CATALOGUE:
        if one.mediainfo_seconds is not None and one.files > 2:
            assert one.mediainfo_seconds < (one.duration_seconds or 0)
        elif one.mediainfo_seconds is not None:
            assert one.mediainfo_seconds == one.duration_seconds


def test_texts_state_the_facts():
    """Tags are filled from the facts of the listing."""
    assert listing(9000102).description.count("45:28:11") == 1
    assert "Release Date August 31, 2010, Listening Length 45 hours and 28 minutes" in listing(9000101).tags
    assert "March 4th, 2014" in listing(9000104).tags
    assert not [one for one in CATALOGUE if "{" in one.tags or "{" in one.description]


def test_an_unknown_id_is_no_listing():
    """Asking for a listing that is not there raises."""
    with pytest.raises(KeyError):
        listing(1)


@pytest.mark.parametrize(
    ("day", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_days_are_counted_as_in_english(day, text):
    """Ordinals end as English has them."""
    assert ordinal(day) == text
