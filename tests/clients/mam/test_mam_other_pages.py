"""MAM's torrent pages, and pages that are neither those nor results."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.mam.pages import read_detail, read_results
from domain.errors import CredentialsError, NotFoundError, ShelfhookError, UnexpectedAnswerError
from domain.extraction import ExtraFields
from domain.recording import Recording
from tests.fixtures.mam_page_samples import FORBIDDEN, LOGIN, LOGIN_FAILED, detail, page, result_row, results


def only(body: bytes) -> Recording:
    (recording,) = read_results(body).recordings
    return recording


@pytest.mark.parametrize("read", [read_results, read_detail])
@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (LOGIN, CredentialsError, "login page"),
        (LOGIN_FAILED, CredentialsError, "login page"),
        (b"Error, you are not signed in <br />Other error", CredentialsError, "login page"),
        (FORBIDDEN, UnexpectedAnswerError, "403 Forbidden"),
        (page("Rules", "<p>How to log in</p>"), UnexpectedAnswerError, "Rules"),
        (page("Error", "<p>This torrent does not exist.</p>"), NotFoundError, "no such torrent"),
        (b"", UnexpectedAnswerError, "nothing"),
        (b'{"error": "x"}', UnexpectedAnswerError, "no HTML"),
        (b"<" * 2_100_000, UnexpectedAnswerError, "2097152 bytes"),
    ],
    ids=[
        "login",
        "failed login",
        "not signed in",
        "403",
        "other page",
        "no torrent",
        "empty",
        "json",
        "too long",
    ],
)
def test_other_pages_are_distinguished(read, body: bytes, error: type[ShelfhookError], said: str) -> None:
    """A login page means the session; any other page is named by its title."""
    with pytest.raises(error, match=said):
        read(body)


def test_a_login_form_on_a_page_for_a_reader_who_is_logged_in_is_no_login_page() -> None:
    """Words about logging in do not hide the results of a session that is good."""
    body = results(result_row(tags="Not logged in! takelogin.php"))

    assert only(body).tags == "Not logged in! takelogin.php"


def test_a_detail_pages_hidden_parts_are_read() -> None:
    """MediaInfo, its short form, the kinds of files beside the audio, and the history of downloads count."""
    info = (
        '<div id="mediaInfoMicro"><span>VBR 126k 44.1kHz AAC</span></div>'
        '<div id="mediaInfoDisplay" class="hideMe"><b>Format</b>: MPEG-4<br><b>Duration</b>: 8:17:09<br></div>'
    )
    secondary = '<div id="SecondaryFileTypes"><span><a>jpg</a> </span></div>'
    history = '<span id="DLhistory">Previously a seeder</span>'

    recording = read_detail(detail(info=info, files="2", secondary=secondary, history=history, tags=None))

    assert recording.duration_seconds == 29829
    assert recording.bitrate_kbps == 126
    assert recording.my_snatched
    assert recording.file_types == ("m4b",)
    assert recording.tags == ""


def test_a_detail_page_without_narrator_and_with_freeleech() -> None:
    """The narrator's row is missing where there is none; the ratio box shows the price."""
    recording = read_detail(detail(narrators=(), ratio="This torrent is freeleech!"))

    assert recording.narrators == ()
    assert (recording.freeleech, recording.vip, recording.fl_vip) == (True, False, True)


def test_a_structured_description_is_read_by_its_lines() -> None:
    """Labels in a description, one a line, give every fact."""
    description = (
        "<p>General Information <br> =================== <br> Audiobook Copyright: 2012 <br> Genre: Fantasy <br>"
        " Publisher: Orion Publishing Group <br> Abridged: No <br><br> Total Duration: 28:05:31 <br></p>"
    )

    recording = read_detail(detail(tags="First book.", description=description))

    assert recording.duration_seconds == 101131
    assert recording.publisher == "Orion Publishing Group"
    assert recording.abridged is False
    assert recording.release_date is None


def test_the_users_own_fields_are_read_on_pages() -> None:
    """Patterns of the configuration are searched in pages, too."""
    extra = ExtraFields.compiled({"state": "(un)abridged"})

    assert only_extra(read_results(results(result_row()), extra=extra).recordings[0]) == {"state": "Un"}
    assert only_extra(read_detail(detail(), extra=extra)) == {"state": "Un"}


def only_extra(recording: Recording) -> dict[str, str]:
    return recording.extra


def test_the_download_key_is_in_no_print() -> None:
    """The user's own part of the download link stays secret."""
    recording = only(results(result_row()))

    assert recording.download_key is not None
    assert recording.download_key.get_secret_value() == "KEY1161950"
    assert "KEY1161950" not in repr(recording) + recording.model_dump_json()


_PIECES = st.lists(
    st.sampled_from([*(results(result_row()) + detail()).split(b">")]).map(lambda piece: piece + b">")
    | st.binary(max_size=8),
    max_size=120,
).map(b"".join)


@given(st.binary(max_size=600) | _PIECES)
def test_any_bytes_are_a_page_or_a_domain_error(body: bytes) -> None:
    """Anything, and any mixture of a page's own parts, is read or refused with a domain error."""
    for read in (read_results, read_detail):
        try:
            read(body)
        except ShelfhookError:
            continue


@given(st.data())
def test_a_damaged_page_is_read_or_refused(data: st.DataObject) -> None:
    """A page cut off anywhere, with bytes changed in it, gives valid recordings or a domain error."""
    whole = data.draw(st.sampled_from([results(result_row(), result_row(2)), detail()]))
    cut = data.draw(st.integers(0, len(whole)))
    places = data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=8))
    body = bytearray(whole)
    for place, byte in places:
        body[place] = byte

    for read in (lambda page: read_results(page).recordings, lambda page: (read_detail(page),)):
        try:
            recordings = read(bytes(body[:cut]))
        except ShelfhookError:
            continue
        stored = [recording.model_dump() for recording in recordings]
        assert [Recording.model_validate(one, strict=True).model_dump() for one in stored] == stored


def test_deep_and_endless_pages_end() -> None:
    """Tens of thousands of nested or repeated elements are read in time: recursion or squares would not end."""
    many = results(*[result_row(number) for number in range(1, 400)])
    deep = b'<div id="ssr"><h1>x</h1><table><tr id="tdr-1"><td>' + b'<span class="torRowDesc">a' * 70_000

    assert len(read_results(many).recordings) == 399
    assert len(read_results(deep).recordings) <= 1


@pytest.mark.parametrize(
    "shown",
    [
        '<img id="torDetPoster" src="https://cdn.myanonamouse.net/t/p/17/large/1161950.jpeg">',
        '<div id="torDetPoster"><img src="https://cdn.myanonamouse.net/t/p/17/large/1161950.jpeg"></div>',
    ],
)
def test_a_page_says_where_the_picture_is(shown: str) -> None:
    """The picture bears the name `torDetPoster` itself, or stands in what does (facts/mam.md 3.2)."""
    found = read_detail(detail().replace(b'<div id="torDesc"', f'{shown}<div id="torDesc"'.encode()))

    assert found.poster == "https://cdn.myanonamouse.net/t/p/17/large/1161950.jpeg"
