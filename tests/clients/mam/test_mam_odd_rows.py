"""Rows of MAM's search answer that are damaged, or say more than most."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.mam.rows import read_search
from domain.errors import ShelfhookError
from domain.extraction import ExtraFields
from domain.recording import Recording
from tests.clients.mam.rows import read, row


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
