"""MAM's result pages and torrent pages."""

import json
from datetime import UTC, datetime

import pytest

from clients.mam.pages import read_detail, read_results
from clients.mam.rows import read_search
from domain.errors import UnexpectedAnswerError
from domain.recording import Recording, Series
from tests.fixtures.mam_page_samples import detail, page, result_row, results

ROW = {
    "id": 1161950,
    "category": 41,
    "catname": "Audiobooks - Fantasy",
    "title": "Chains",
    "size": "741.64 MiB",
    "numfiles": 1,
    "filetype": "m4b",
    "vip": 1,
    "free": 0,
    "fl_vip": 1,
    "tags": "Unabridged, Length: 8 hrs and 17 mins",
    "author_info": '{"12": "Nicoli Gonnella"}',
    "narrator_info": '{"34": "Travis Baldree"}',
    "series_info": '{"55": ["Unbound", "11", 11.0]}',
    "seeders": 133,
    "leechers": 0,
    "times_completed": 1242,
    "added": "2025-07-04 04:51:00",
    "dl": "KEY1161950",
}


def only(body: bytes) -> Recording:
    (recording,) = read_results(body).recordings
    return recording


def test_a_result_page_a_detail_page_and_a_row_give_the_same_recording() -> None:
    """However MAM shows a torrent, it is one and the same recording."""
    (row,) = read_search(
        json.dumps({"data": [{**ROW, "description": "One.<br>Two &amp; three"}]}).encode()
    ).recordings

    shown = only(results(result_row()))
    detailed = read_detail(detail())

    assert shown == row.model_copy(update={"description": None})
    assert detailed == row


def test_the_numbers_beside_the_rows_are_read() -> None:
    """A page says how many results there are, and where among them it stands."""
    read = read_results(results(result_row(1), result_row(2)))

    assert [recording.torrent_id for recording in read.recordings] == [1, 2]
    assert (read.found, read.total, read.start, read.per_page, read.dropped) == (1189, 12, 10, 10, ())


def test_and_more_authors_is_no_author() -> None:
    """What leads nowhere in a list of authors is no name; a name that comes twice is one."""
    recording = only(
        results(result_row(authors=["A B", "C & D", "A B"], more_authors='<a class="author">and 11 more</a>'))
    )

    assert recording.authors == ("A B", "C & D")


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("", ()),
        ('<a class="series" href="/s">S</a> ', (Series(name="S"),)),
        ('<a class="series" href="/s">S</a>(#01) ', (Series(name="S", sequence="01"),)),
        ('<a class="series" href="/s">S</a>(#0,5 - 7) ', (Series(name="S", sequence="0,5 - 7"),)),
        (
            '<a class="series" href="/s">S</a>(#1-3), <a class="series" href="/t">T (old)</a>(#1p1) ',
            (Series(name="S", sequence="1-3"), Series(name="T (old)", sequence="1p1")),
        ),
    ],
)
def test_the_place_in_a_series_is_what_stands_in_its_brackets(
    series: str, expected: tuple[Series, ...]
) -> None:
    """The text within (#…) behind a series' link is the place in it."""
    recording = only(results(result_row(series=series)))

    assert recording.series == expected


def test_icons_show_the_price_and_the_abridgement() -> None:
    """Flags beside the poster are read by their texts."""
    icons = (
        '<img alt="freeleech" title="freeleech"><span title="personal freeleech">PF</span>'
        '<img alt="VIP expires 2025-12-18" title="VIP expires 2025-12-18"><img alt="Abridged book" title="Abridged book">'
    )

    with_all = only(results(result_row(icons=icons, tags=None)))
    with_none = only(results(result_row(icons="", tags=None)))

    assert (with_all.freeleech, with_all.personal_freeleech, with_all.vip, with_all.fl_vip) == (True,) * 4
    assert with_all.abridged is True
    assert not (with_none.freeleech)
    assert not (with_none.personal_freeleech)
    assert not (with_none.vip)
    assert not (with_none.fl_vip)
    assert with_none.abridged is None
    assert with_none.tags == ""


def test_further_classes_on_an_element_do_no_harm() -> None:
    """A link keeps its meaning when the site gives it another class beside."""
    body = (
        results(result_row())
        .replace(b'class="torTitle"', b'class="new torTitle"')
        .replace(b'class="author"', b'class="author x"')
    )

    recording = only(body)

    assert recording.title == "Chains"
    assert recording.authors == ("Nicoli Gonnella",)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"size": "[huge]"}, "size_bytes"),
        ({"files": "?"}, "files"),
        ({"added": "yesterday"}, "added"),
        ({"added": "Foo 31, 2025, 4:51 AM UTC"}, "added"),
        ({"added": "February 31, 2025, 4:51 AM UTC"}, "added"),
        ({"peers": "<p>133</p><p>x</p><p>1</p>"}, "leechers"),
        ({"peers": "<p>133</p><p>0</p>"}, "snatched"),
        ({"title": ""}, "title"),
    ],
)
def test_one_bad_field_loses_no_row(changes: dict[str, str], missing: str) -> None:
    """What a row lacks is named with the torrent, and the rest of it is read."""
    read = read_results(results(result_row(**changes), result_row(7)))

    assert read.dropped == (f"1161950: {missing}",)
    assert getattr(read.recordings[0], missing) is None
    assert read.recordings[0].narrators == ("Travis Baldree",)


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("December 13, 2023, 5:18 AM UTC", datetime(2023, 12, 13, 5, 18, tzinfo=UTC)),
        ("May 1, 2023, 12:00 AM UTC", datetime(2023, 5, 1, 0, 0, tzinfo=UTC)),
        ("May 1, 2023, 12:05 PM UTC", datetime(2023, 5, 1, 12, 5, tzinfo=UTC)),
        ("September 30, 2023, 11:59 PM UTC", datetime(2023, 9, 30, 23, 59, tzinfo=UTC)),
    ],
)
def test_the_time_of_upload_is_read(added: str, expected: datetime) -> None:
    """Twelve-hour times are in UTC."""
    recording = only(results(result_row(added=added)))

    assert recording.added == expected


def test_a_page_without_results_is_empty() -> None:
    """A result page that says that nothing was found has no recordings."""
    read = read_results(page("Search Results", '<div id="ssr"><h1>Nothing returned, out of 0</h1></div>'))

    assert read.recordings == ()
    assert read.found == 0


def test_a_page_that_a_script_has_yet_to_fill_is_no_empty_result() -> None:
    """Results that are not there yet are not taken for none."""
    with pytest.raises(UnexpectedAnswerError, match="script"):
        read_results(page("Torrents page", '<form id="torSearch"></form><div id="ssr"></div>'))
