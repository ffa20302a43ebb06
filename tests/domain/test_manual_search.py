"""What a person's words mean, and which results answer them."""

import pytest

from domain.editions import Preferences
from domain.manual_results import alike, ranked
from domain.manual_search import ManualSearch
from domain.matching import Verdict
from domain.recording import Recording, Series
from domain.torrent_addresses import torrent_id, torrent_id_in

SITE = "http://127.0.0.1:5555"
HAIL_MARY = Recording(
    torrent_id=1, title="Project Hail Mary", authors=("Andy Weir",), narrators=("Ray Porter",)
)
KINGS = Recording(
    torrent_id=2,
    title="The Way of Kings",
    authors=("Brandon Sanderson",),
    series=(Series(name="The Stormlight Archive", sequence="1"),),
)
STAND = Recording(torrent_id=3, title="The Stand", authors=("Stephen King",), narrators=("Grover Gardner",))


@pytest.mark.parametrize(
    ("pasted", "number"),
    [
        ("https://www.myanonamouse.net/t/123", 123),
        (" www.myanonamouse.net/t/123/ \n", 123),
        ("myanonamouse.net/t/123&filelist#filelistLink", 123),
        ("HTTPS://WWW.MyAnonamouse.NET/t/7?comment=5", 7),
        ("https://www.myanonamouse.net/tor/download.php?tid=55", 55),
        ("https://www.myanonamouse.net/tor/download.php/abc+,=?tid=55", 55),
        ("https://www.myanonamouse.net/t/m/9", 9),
        (f"{SITE}/t/9", 9),
        ("https://www.myanonamouse.net/t/1234567890", None),
        ("https://www.myanonamouse.net/t/0", None),
        ("https://www.myanonamouse.net/u/123", None),
        ("https://evilmyanonamouse.net/t/1", None),
        ("https://www.myanonamouse.net.evil.example/t/1", None),
        ("http://127.0.0.1:5556/t/9", None),
        ("ftp://www.myanonamouse.net/t/1", None),
        ("javascript:alert(1)//myanonamouse.net/t/1", None),
        ("http://[::1/t/5", None),
        ("https://www.myanonamouse.net:port/t/5", None),
        ("two words myanonamouse.net/t/5", None),
        ("", None),
    ],
)
def test_an_address_of_a_torrent_is_known(pasted, number):
    """MAM's own and that of the settings, whatever is behind the id; no other site's."""
    assert torrent_id_in(pasted, site=SITE) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("17365", 17365),
        (" 1984 ", 1984),
        ("0", None),
        ("1234567890", None),
        ("²", None),
        ("٣", None),
        ("-5", None),
        ("", None),
    ],
)
def test_an_id_is_written_in_digits(written, number):
    """Those of the keyboard, and no more than an id has."""
    assert torrent_id(written) == number


@pytest.mark.parametrize(
    ("words", "recording", "verdict"),
    [
        ("project hail mary andy weir", HAIL_MARY, Verdict.MATCH),
        ("Andy Weir: Project Hail Mary, Ray Porter", HAIL_MARY, Verdict.MATCH),
        ("weir project hail mary", HAIL_MARY, Verdict.UNCERTAIN),
        ("project hail mary", HAIL_MARY, Verdict.UNCERTAIN),
        ("artemis andy weir", HAIL_MARY, Verdict.NO_MATCH),
        ("stormlight archive brandon sanderson", KINGS, Verdict.MATCH),
        ("the way of kings brandon sanderson", KINGS, Verdict.MATCH),
        ("the stand stephen king", STAND, Verdict.MATCH),
        ("stormlight way of kings brandon sanderson", KINGS, Verdict.MATCH),
        ("stormlight archive 1 brandon sanderson", KINGS, Verdict.MATCH),
        ("stormlight archive 2 brandon sanderson", KINGS, Verdict.UNCERTAIN),
        ("andy weir", HAIL_MARY, None),
        ("ray porter", HAIL_MARY, None),
        ("ANDY  WEIR ray porter", HAIL_MARY, None),
    ],
)
def test_free_words_name_the_people_and_the_book(words, recording, verdict):
    """What is left without the result's own people is the book or its series; people alone want no single book."""
    found = ManualSearch(text=words).judged(recording)

    assert (found and found.verdict) == verdict
    assert found is None or found.why


@pytest.mark.parametrize(
    ("narrators", "verdict"),
    [
        (("Ray Porter",), Verdict.MATCH),
        (("R. Porter",), Verdict.MATCH),
        (("Wil Wheaton",), Verdict.NO_MATCH),
        ((), Verdict.UNCERTAIN),
    ],
)
def test_another_narrator_is_another_recording(narrators, verdict):
    """One who is asked for must be the listed one; where none is listed nothing is proved."""
    asked = ManualSearch(title="Project Hail Mary", author=("Andy Weir",), narrator="Ray Porter")

    found = asked.judged(HAIL_MARY.model_copy(update={"narrators": narrators}))

    assert found is not None
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (ManualSearch(text="x", author=("y",)), ("title", "author", "narrator", "series")),
        (ManualSearch(title="x"), ("title", "series")),
        (ManualSearch(series="x"), ("title", "series")),
        (ManualSearch(author=("x",)), ("author",)),
        (ManualSearch(narrator="x"), ("narrator",)),
        (ManualSearch(title="x", author=("y",)), ("title", "author", "series")),
    ],
)
def test_words_of_a_field_are_searched_there(asked, fields):
    """An author is no narrator; titles hold series, and series titles."""
    assert asked.fields == fields


@pytest.mark.parametrize("text", ["", "  ", "?!", "' \u202e"])
def test_signs_are_no_words(text):
    """There is nothing to search for."""
    assert ManualSearch(text=text).words == ""


def test_the_editions_of_a_book_stand_together():
    """The proved ones first, of each book the best one first, and it alone says why; the rest stays in MAM's order."""
    mp3 = HAIL_MARY.model_copy(update={"torrent_id": 10, "file_types": ("mp3",)})
    m4b = HAIL_MARY.model_copy(update={"torrent_id": 11, "file_types": ("m4b",)})
    other = Recording(torrent_id=12, title="Project Hail Mary Companion", authors=("Jo Doe",))

    rows = ranked(ManualSearch(text="project hail mary andy weir"), [other, mp3, KINGS, m4b], Preferences())

    assert [row.recording.torrent_id for row in rows[:2]] == [11, 10]
    assert [bool(row.best) for row in rows] == [True, False, False, False]
    assert {row.recording.torrent_id for row in rows[2:]} == {12, 2}


def test_a_search_of_an_author_stays_in_the_sites_order():
    """MAM's own order is by weight; no row has a verdict."""
    rows = ranked(ManualSearch(author=("Andy Weir",)), [STAND, HAIL_MARY, KINGS], Preferences())

    assert [(row.recording.torrent_id, row.match) for row in rows] == [(3, None), (1, None), (2, None)]


def test_the_editions_of_a_torrent_are_those_of_its_book():
    """The torrent itself is one of them; another book of the author is not, and what may be one comes last."""
    better = HAIL_MARY.model_copy(update={"torrent_id": 20, "seeders": 50})
    untitled = HAIL_MARY.model_copy(update={"torrent_id": 21, "title": None})

    rows = alike(HAIL_MARY, [untitled, KINGS, better], Preferences())

    assert [row.recording.torrent_id for row in rows][:2] == [20, 1]
    assert KINGS not in [row.recording for row in rows]
