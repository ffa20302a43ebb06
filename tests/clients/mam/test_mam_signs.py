"""What an answer shows about a session, whatever comes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._http import Answer
from clients.mam import signs
from clients.mam.cookies import Jar
from clients.mam.signs import Verdict, sign_of
from clients.mam.wire import Wants

NOW = datetime(2026, 1, 15, tzinfo=UTC)
BASE = "https://www.myanonamouse.net"
ODD = ["Thu, 01-Jan-1970 00:00:01 GMT", "1 Jan 99999999999999 0:00:00", "99999999999999999999", "-1"]
MEMBER = b'<html><div id="userStat"></div><form action="/takelogin.php"></form></html>'


def answer(status=200, body=b"", location=""):
    return Answer(status=status, headers={"Location": location}, set_cookies=(), body=body, path="/x.php")


@pytest.mark.parametrize(
    ("wants", "body", "sign"),
    [
        (Wants.JSON, b'{"data": []}', None),
        (Wants.JSON, b"\xef\xbb\xbf \r\n[]", None),
        (Wants.JSON, b"<p>hello", signs.NOT_JSON),
        (Wants.JSON, b"hello", signs.NOT_JSON),
        (Wants.JSON, b" \n", signs.EMPTY),
        (Wants.JSON, b"Error: database", signs.ERROR_TEXT),
        (Wants.JSON, b"<b>Error, you are not signed in", signs.NOT_SIGNED_IN),
        (Wants.TEXT, b"session type - api session", None),
        (Wants.TEXT, b"<p>", signs.NOT_JSON),
        (Wants.TORRENT, b"d8:announce", None),
        (Wants.TORRENT, b"\x00\x01", signs.NOT_TORRENT),
        (Wants.TORRENT, b"{}", signs.NOT_TORRENT),
        (Wants.PAGE, b"<html><p>Error, you are not signed in, said a review</p>", None),
        (Wants.PAGE, MEMBER, None),
        (Wants.PAGE, b'<form method="post" action="/takelogin.php">', signs.LOGIN_PAGE),
        (Wants.PAGE, b"Error", signs.ERROR_TEXT),
        (Wants.PAGE, b"", signs.EMPTY),
    ],
)
def test_a_body_is_judged_by_what_was_wanted(wants, body, sign):
    """Words on a page that users write are no sign; in the place of JSON or a torrent they are."""
    assert sign_of(answer(body=body), wants, ended=False, base_url=BASE) is sign


@pytest.mark.parametrize(
    ("location", "sign"),
    [
        ("/login.php", signs.LOGIN_REDIRECT),
        ("https://www.myanonamouse.net/login.php?returnto=%2F", signs.LOGIN_REDIRECT),
        ("https://WWW.myanonamouse.net:443/loggedin.php", signs.LOGIN_REDIRECT),
        ("/elsewhere.php", signs.REDIRECT),
        ("", signs.REDIRECT),
        ("http://www.myanonamouse.net/login.php", signs.OFF_SITE),
        ("https://www.myanonamouse.net:444/login.php", signs.OFF_SITE),
        ("https://www.myanonamouse.net.evil.example/login.php", signs.OFF_SITE),
        ("https://www.myanonamouse.net@evil.example/login.php", signs.OFF_SITE),
        ("https://www.myanonamouse.net:port/", signs.OFF_SITE),
        ("javascript:alert(1)", signs.OFF_SITE),
    ],
)
def test_a_redirect_is_judged_by_where_it_leads(location, sign):
    """Only the site's own login page ends a session; scheme, host and port must be the site's."""
    assert sign_of(answer(302, location=location), Wants.JSON, ended=False, base_url=BASE) is sign


@pytest.mark.parametrize("status", [404, 406, 410, 418])
def test_other_statuses_say_nothing_about_the_session(status):
    """They are for the verb that asked."""
    assert sign_of(answer(status), Wants.JSON, ended=False, base_url=BASE) is None


def test_deletion_outweighs_the_rest():
    """A good body beside a deleted cookie is the session's last."""
    sign = sign_of(answer(body=b"{}"), Wants.JSON, ended=True, base_url=BASE)

    assert sign is signs.ENDED
    assert sign.verdict is Verdict.DEAD


@settings(deadline=None)
@given(st.integers(200, 499), st.binary(max_size=200), st.text(max_size=60), st.sampled_from(Wants))
def test_any_answer_is_judged(status, body, location, wants):
    """None of them breaks the judge."""
    sign_of(answer(status, body, location), wants, ended=False, base_url=BASE)


@settings(deadline=None)
@given(
    st.lists(
        st.text(max_size=80)
        | st.builds(
            "{}={}; {}={}; {}={}".format,
            st.sampled_from(["mam_id", "mbsc", "x"]),
            st.text(max_size=9),
            st.sampled_from(["Expires", "Max-Age", "Domain"]),
            st.text(max_size=30) | st.sampled_from(ODD),
            st.sampled_from(["Expires", "Max-Age", "Domain"]),
            st.text(max_size=30),
        ),
        max_size=4,
    )
)
def test_any_cookie_line_is_taken_or_left(lines):
    """What is kept could be sent: one name, printable, without a separator."""
    jar = Jar(host="www.myanonamouse.net", session_cookie="mam_id", keeps=lambda name: name == "mam_id")

    jar.take(lines, NOW)

    assert set(jar.cookies) <= {"mam_id"}
    assert all("!" <= sign <= "~" and sign != ";" for value in jar.cookies.values() for sign in value)
