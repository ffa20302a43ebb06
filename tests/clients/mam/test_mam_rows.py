"""Rows of MAM's search answer."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clients.mam.rows import read_search
from domain.errors import UnexpectedAnswerError
from domain.recording import Series
from tests.clients.mam.rows import read, row


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
