"""Rows of MAM's search answer."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.mam.rows import SearchPage, read_search
from domain.errors import ShelfhookError, UnexpectedAnswerError
from domain.extraction import ExtraFields
from domain.recording import Recording, Series

MIB = 1 << 20


def row(**changes: Any) -> dict[str, Any]:
    """A row as the site sends it (facts/mam.md 2.3), with what the test changes."""
    return {
        "id": 1161950,
        "language": 1,
        "lang_code": "ENG",
        "main_cat": 13,
        "category": 41,
        "catname": "Audiobooks - Fantasy",
        "mediatype": 1,
        "categories": "[13]",
        "title": "Chains",
        "size": "741.64 MiB",
        "numfiles": 1,
        "filetype": "m4b",
        "vip": 1,
        "free": 0,
        "personal_freeleech": 0,
        "fl_vip": 1,
        "vip_expire": 0,
        "w": 0,
        "tags": "VBR kbps m4b with chapters, Release Date June 30, 2025, Listening Length 27 hours and 12 minutes",
        "author_info": '{"12": "Nicoli Gonnella"}',
        "narrator_info": '{"34": "Travis Baldree"}',
        "series_info": '{"55": ["Unbound", "11", 11.0]}',
        "seeders": 133,
        "leechers": 0,
        "times_completed": 242,
        "added": "2025-07-04 04:51:34",
        "browseflags": 0,
        "my_snatched": 0,
        "mediainfo": "{}",
        "cat": '<div class="cat41">&nbsp;</div>',
        **changes,
    }


def read(*rows: Any, **envelope: Any) -> SearchPage:
    answer = {"perpage": 20, "start": 0, "data": list(rows), "total": 20, "found": 351785, **envelope}
    return read_search(json.dumps(answer).encode())


def test_a_row_is_a_recording() -> None:
    """Every field of the row is in the recording, with the facts of its texts."""
    page = read(row(dl="KEY", description="<p>One.<br>Two &amp; three</p>", isbn="978-0-06-238954-1"))

    recording = page.recordings[0]
    assert recording.model_dump(exclude={"evidence", "download_key"}, exclude_defaults=True) == {
        "torrent_id": 1161950,
        "title": "Chains",
        "authors": ("Nicoli Gonnella",),
        "narrators": ("Travis Baldree",),
        "series": ({"name": "Unbound", "sequence": "11"},),
        "duration_seconds": 97920,
        "release_date": date(2025, 6, 30),
        "language": "ENG",
        "file_types": ("m4b",),
        "size_bytes": 777665905,
        "files": 1,
        "category_id": 41,
        "category": "Audiobooks - Fantasy",
        "categories": (13,),
        "added": datetime(2025, 7, 4, 4, 51, 34, tzinfo=UTC),
        "seeders": 133,
        "leechers": 0,
        "snatched": 242,
        "tags": row()["tags"],
        "description": "One.\nTwo & three",
        "isbn": "9780062389541",
        "vip": True,
        "fl_vip": True,
    }
    assert recording.download_key is not None
    assert recording.download_key.get_secret_value() == "KEY"
    assert "KEY" not in repr(page)
    assert page.dropped == ()


@pytest.mark.parametrize(
    ("envelope", "expected"),
    [
        ({}, (351785, 20, 0, 20)),
        ({"found": "12", "total": "7", "start": "5", "perpage": "100"}, (12, 7, 5, 100)),
        ({"found": None, "total_found": "12"}, (12, 20, 0, 20)),
        ({"found": "many", "total": None, "start": None, "perpage": None}, (1, 1, 0, 1)),
    ],
)
def test_the_envelope_is_read_in_either_form(
    envelope: dict[str, Any], expected: tuple[int, int, int, int]
) -> None:
    """Counts come as numbers or text, and under two names; what is missing is the number of rows."""
    page = read(row(), **envelope)

    assert (page.found, page.total, page.start, page.per_page) == expected


@pytest.mark.parametrize(
    "answer", [{"error": "Nothing returned, out of 0"}, {"data": [], "total": 0, "found": 0}]
)
def test_nothing_found_is_an_empty_page(answer: dict[str, Any]) -> None:
    """The site's sentence for no results is no error."""
    page = read_search(json.dumps(answer).encode())

    assert page.recordings == ()
    assert page.found == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": "Sphinx is down"}', "Sphinx is down"),
        (b'{"message": "Invalid\\nparameter", "data": null}', "Invalid parameter"),
        (b'{"error": "Broken", "data": []}', "Broken"),
        (b"{}", "without rows"),
        (b'{"data": "x"}', "without rows"),
        (b"[]", "no object"),
        (b"", "empty body"),
        (b"<html>Not logged in!</html>", "not JSON"),
        (b"Error, you are not signed in", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
    ],
)
def test_other_answers_are_errors(body: bytes, said: str) -> None:
    """Whatever is no list of rows is an error with what the site says."""
    with pytest.raises(UnexpectedAnswerError, match=said):
        read_search(body)


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"title": 1984}, "title", "1984"),
        ({"title": None, "name": "Chains"}, "title", "Chains"),
        ({"title": "Tom &amp; Jerry&#039;s"}, "title", "Tom & Jerry's"),
        ({"id": "1205815"}, "torrent_id", 1205815),
        ({"tags": 2012}, "tags", "2012"),
        ({"tags": ""}, "tags", ""),
        ({"size": "123456"}, "size_bytes", 123456),
        ({"size": 123456}, "size_bytes", 123456),
        ({"size": "1,157.5 MiB"}, "size_bytes", 1213726720),
        ({"size": "451.8 MiB"}, "size_bytes", 473746637),
        ({"size": "1.13 GiB"}, "size_bytes", 1213328261),
        ({"numfiles": "6"}, "files", 6),
        ({"filetype": "M4A mp3"}, "file_types", ("m4a", "mp3")),
        ({"free": "1"}, "freeleech", True),
        ({"free": "no"}, "freeleech", False),
        ({"vip": True}, "vip", True),
        ({"fl_vip": None, "vip": 0, "free": 1}, "fl_vip", True),
        ({"my_snatched": "yes"}, "my_snatched", True),
        ({"author_info": ""}, "authors", ()),
        ({"author_info": None}, "authors", ()),
        ({"author_info": "{}"}, "authors", ()),
        ({"author_info": {"1": "A&amp;B", "2": 1984}}, "authors", ("A&B", "1984")),
        ({"narrator_info": '{"1": "Ren\\u00e9", "2": " Ann\\u00a0 Lee "}'}, "narrators", ("René", "Ann Lee")),
        ({"series_info": '{"5": ["S", "", -1]}'}, "series", (Series(name="S"),)),
        (
            {"series_info": '{"5": ["S", "01-16, 13.5", -1.0]}'},
            "series",
            (Series(name="S", sequence="01-16, 13.5"),),
        ),
        (
            {"series_info": '{"5": ["S", 3.0], "6": ["T", "1p1"]}'},
            "series",
            (Series(name="S", sequence="3"), Series(name="T", sequence="1p1")),
        ),
        ({"series_info": "[]"}, "series", ()),
        ({"seeders": "1,734"}, "seeders", 1734),
        ({"added": 1751604694}, "added", datetime(2025, 7, 4, 4, 51, 34, tzinfo=UTC)),
        ({"isbn": 9780062389541}, "isbn", "9780062389541"),
        ({"isbn": "ASIN:B0ABCDEFGH"}, "asin", "B0ABCDEFGH"),
        ({"isbn": ""}, "isbn", None),
        ({"browseflags": 32, "tags": ""}, "abridged", True),
        ({"browseflags": "32", "tags": ""}, "abridged", True),
        (
            {"description": "[b]One[/b][br]Two [url=x]three[/url][img]http://x/y.png[/img]"},
            "description",
            "One\nTwo three",
        ),
    ],
)
def test_each_variant_of_a_field_is_read(changes: dict[str, Any], field: str, expected: Any) -> None:
    """The site and its history give a field in several forms; all mean the same."""
    page = read(row(**changes))

    assert getattr(page.recordings[0], field) == expected
    assert page.dropped == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"author_info": '{"1": "John "Jack" Doe"}'}, "author_info"),
        ({"narrator_info": "[[["}, "narrator_info"),
        ({"narrator_info": "[" * 100_000}, "narrator_info"),
        ({"series_info": '{"5": "S"}'}, "series_info"),
        ({"mediainfo": "{oops"}, "mediainfo"),
        ({"mediainfo": '{"General": 5}'}, "mediainfo"),
        ({"size": "big"}, "size"),
        ({"seeders": -1}, "seeders"),
        ({"seeders": 10**30}, "seeders"),
        ({"leechers": "9" * 5000}, "leechers"),
        ({"numfiles": 1.5}, "numfiles"),
        ({"added": "yesterday"}, "added"),
        ({"added": 10**18}, "added"),
        ({"title": {"a": 1}}, "title"),
        ({"tags": ["a"]}, "tags"),
        ({"vip": "perhaps"}, "vip"),
        ({"isbn": "none"}, "isbn"),
        ({"browseflags": "x"}, "browseflags"),
        ({"dl": "x" * 3000}, "dl"),
    ],
)
def test_one_bad_field_loses_no_row(changes: dict[str, Any], key: str) -> None:
    """What cannot be read is named once with its torrent; the rest of the row, and the next row, stay."""
    page = read(row(**changes), row(id=7, title="Next"))

    assert page.dropped == (f"1161950: {key}",)
    assert [recording.torrent_id for recording in page.recordings] == [1161950, 7]
    assert page.recordings[0].files == (None if key == "numfiles" else 1)


def test_a_row_without_an_id_and_what_is_no_row() -> None:
    """A row without its id is kept; what is no object is dropped."""
    page = read(row(id="x"), 5, None, row(id=8))

    assert [recording.torrent_id for recording in page.recordings] == [None, 8]
    assert page.dropped == ("a row that is no object", "a row that is no object", "a row without id: id")


def test_mediainfo_gives_rate_chapters_and_the_duration_of_a_single_file() -> None:
    """One m4b: its MediaInfo is the recording's."""
    media = {
        "General": {"Title": "x", "Format": "MPEG-4", "Duration": "8:17:09"},
        "Audio1": {"Format": "AAC", "BitRate": "126k", "BitRate_Mode": "VBR"},
        "menu": {"extra": ["1", "2", "3"]},
    }
    page = read(row(mediainfo=json.dumps(media), size="451.8 MiB", tags=""))

    recording = page.recordings[0]
    assert recording.duration_seconds == 29829
    assert recording.bitrate_kbps == 126
    assert recording.chapters == 3


def test_mediainfo_of_one_of_six_files_is_not_the_duration() -> None:
    """Six mp3 files, MediaInfo of one, and the length in the description: the length counts."""
    media = {"General": {"Duration": "1:18:44"}, "Audio1": {"BitRate": "64k"}}
    six = {"filetype": "mp3", "numfiles": 6, "size": "164.9 MiB", "tags": "", "mediainfo": json.dumps(media)}

    told = read(row(**six, description="Length: 5 hrs and 59 mins")).recordings[0]
    untold = read(row(**six)).recordings[0]

    assert told.duration_seconds == 21540
    assert untold.duration_seconds is None


def test_the_users_own_fields_are_read() -> None:
    """Patterns of the configuration are searched in each row."""
    extra = ExtraFields.compiled({"format": "m4b|mp3"})

    page = read_search(json.dumps({"data": [row()]}).encode(), extra=extra)

    assert page.recordings[0].extra == {"format": "m4b"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_KEYS = st.sampled_from([*sorted(row()), "dl", "description", "isbn", "name"])


@given(_JSON)
def test_any_json_is_a_page_or_a_domain_error(answer: Any) -> None:
    """Whatever the answer is, it is read or refused as the site's fault."""
    try:
        page = read_search(json.dumps(answer).encode())
    except ShelfhookError:
        return

    assert len(page.recordings) <= page.total or page.found >= 0


@given(st.lists(st.dictionaries(_KEYS, _JSON | _JSON.map(json.dumps), max_size=6), max_size=3))
def test_rows_with_anything_in_their_fields_are_kept(changes: list[dict[str, Any]]) -> None:
    """No value in any field loses a row, and each recording is valid and can be stored."""
    page = read(*[row(**change) for change in changes])

    assert len(page.recordings) == len(changes)
    for recording in page.recordings:
        stored = recording.model_dump()
        assert Recording.model_validate(stored, strict=True).model_dump() == stored
        assert json.loads(recording.model_dump_json())


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_a_domain_error(body: bytes) -> None:
    """A body of anything ends in a page or a domain error."""
    try:
        page = read_search(body)
    except ShelfhookError:
        return

    assert page.recordings == ()


@pytest.mark.parametrize(
    ("thumbnail", "poster"),
    [
        ("https://cdn.myanonamouse.net/t/p/small/1.webp", "https://cdn.myanonamouse.net/t/p/small/1.webp"),
        (
            "https://cdn.myanonamouse.net/t/p/1.jpeg?a=1&amp;b=2",
            "https://cdn.myanonamouse.net/t/p/1.jpeg?a=1&b=2",
        ),
        (None, None),
        ("", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        (5, None),
    ],
)
def test_a_row_says_where_the_picture_is(thumbnail: object, poster: str | None) -> None:
    """`thumbnail` is a picture's address or null; what is no address is left out, and the row stays."""
    [found] = read_search(json.dumps({"data": [row(thumbnail=thumbnail)]}).encode()).recordings

    assert found.poster == poster
    assert found.title == "Chains"
