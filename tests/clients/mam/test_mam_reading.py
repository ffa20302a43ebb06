"""Saved files of MAM, and recordings as lines."""

import json
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.mam.reading import as_line, read_file
from domain.errors import BadInputError, CredentialsError, ShelfhookError, UnexpectedAnswerError
from domain.recording import Evidence, Recording, Series
from tests.fixtures.mam_page_samples import FORBIDDEN, LOGIN, detail, page, result_row, results

ROW = {"id": 5, "title": "Chains", "tags": "Unabridged"}


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (results(result_row(1), result_row(2)), [1, 2]),
        (detail(), [1161950]),
        (json.dumps({"data": [ROW], "found": 1}).encode(), [5]),
        (b"\xef\xbb\xbf \n" + json.dumps({"data": [ROW]}).encode(), [5]),
        (json.dumps([ROW, {**ROW, "id": 6}]).encode(), [5, 6]),
        (json.dumps(ROW).encode(), [5]),
        (b'{"error": "Nothing returned, out of 0"}', []),
    ],
    ids=["results", "detail", "answer", "answer with a mark", "list of rows", "one row", "nothing found"],
)
def test_a_file_is_recognised_by_its_content(body: bytes, ids: list[int]) -> None:
    """Result pages, detail pages and JSON answers are recognised without being named."""
    recordings = read_file(body)

    assert [recording.torrent_id for recording in recordings] == ids


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (FORBIDDEN, "403 Forbidden"),
        (page("Rules", "<p>x</p>"), "Rules"),
        (b"d8:announce42:https://t.example/tracker.php/x/announce", "a torrent file"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"%PDF-1.7", "PDF"),
        (b"{broken", "begins like JSON"),
        (b"hello", "no HTML page"),
    ],
)
def test_another_file_is_refused_with_what_it_is(body: bytes, said: str) -> None:
    """The error names what the file is and what to save instead."""
    with pytest.raises(BadInputError, match=said) as refusal:
        read_file(body)

    assert refusal.value.field == "FILE"
    assert "save a result page" in str(refusal.value)


def test_a_saved_login_page_says_so() -> None:
    """A page saved without a session is the login page."""
    with pytest.raises(CredentialsError, match="login page"):
        read_file(LOGIN)


def test_a_saved_error_is_quoted() -> None:
    """An answer that is an error is reported in the site's words."""
    with pytest.raises(UnexpectedAnswerError, match="Sphinx"):
        read_file(b'{"error": "Sphinx is down"}')


def test_a_line_has_its_keys_in_order_and_nulls_for_what_is_unknown() -> None:
    """The line of an empty recording names every key."""
    line = as_line(Recording())

    assert json.dumps(line) == (
        '{"torrent_id": null, "title": null, "authors": [], "narrators": [], "series": [], "duration_seconds": null, '
        '"abridged": null, "publisher": null, "release_date": null, "language": null, "file_types": [], '
        '"size_bytes": null, "files": null, "category_id": null, "added": null, "seeders": null, "leechers": null, '
        '"snatched": null, "tags": null, "evidence": {}}'
    )


def test_a_line_has_single_blanks_and_times_in_utc() -> None:
    """Line ends and no-break spaces are one blank; a time in another zone is reported in UTC."""
    evidence = Evidence(source="tags", rule="unabridged tag", snippet="Un\u00a0 abridged", value="false")
    line = as_line(
        Recording(
            torrent_id=7,
            title="The\u00a0 Ivy\nNoose",
            authors=("Shayna\u00a0Grissom",),
            series=(Series(name="A  B", sequence="0,5  - 7"), Series(name="C")),
            abridged=False,
            release_date=date(2025, 6, 3),
            added=datetime(2025, 7, 4, 6, 51, 34, tzinfo=timezone(timedelta(hours=2))),
            tags="",
            evidence={"abridged": (evidence,)},
        )
    )

    assert line["title"] == "The Ivy Noose"
    assert line["authors"] == ["Shayna Grissom"]
    assert line["series"] == [{"name": "A B", "sequence": "0,5 - 7"}, {"name": "C", "sequence": None}]
    assert line["added"] == "2025-07-04T04:51:34Z"
    assert line["release_date"] == "2025-06-03"
    assert line["tags"] == ""
    assert line["evidence"] == {
        "abridged": [{"source": "tags", "rule": "unabridged tag", "snippet": "Un abridged", "value": "false"}]
    }


_STARTS = st.sampled_from(
    [b"", b"{", b"[", b'{"data": [{"id": 1}]}', b"<html>", b'<div id="torDetMainCon">', b'<div id="ssr">']
)


@given(_STARTS, st.binary(max_size=300))
def test_any_file_is_read_or_refused(start: bytes, rest: bytes) -> None:
    """Whatever the bytes are, the answer is recordings that print as JSON, or a domain error."""
    try:
        recordings = read_file(start + rest)
    except ShelfhookError:
        return

    assert all(json.dumps(as_line(recording)) for recording in recordings)
