"""Requests that no generator makes: broken encodings, halves of characters, endless nesting."""

import gzip

import pytest
from served_daemon import OWN, PAGE, TOKEN

BEARER = {"Authorization": f"Bearer {TOKEN}"}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATHS = ["/webhooks/qbittorrent", "/api/downloads", "/api/acquisition/pause", "/login", "/logout"]
BODIES = [
    pytest.param(JSON | {"Content-Encoding": "gzip"}, b"no gzip", id="no gzip"),
    pytest.param(JSON | {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000), id="a bomb"),
    pytest.param(JSON | {"Content-Encoding": "unknown"}, b"{}", id="an unknown encoding"),
    pytest.param(JSON, b"[" * 60_000, id="deep"),
    pytest.param(
        JSON, b'{"hash": "\\ud800", "reason": "\\ud800", "author": "\\ud800"}', id="half a character"
    ),
    pytest.param(JSON, b'{"hash": "\\u0000", "reason": "\\u0000", "author": "\\u0000"}', id="NUL"),
    pytest.param(JSON, b'{"reason": ' + b"9" * 5000 + b"}", id="a huge number"),
    pytest.param(JSON, b'{"mam": NaN, "number": Infinity, "author": "x", "title": "y"}', id="no number"),
    pytest.param(JSON, "ÿ".encode("latin-1"), id="no UTF-8"),
    pytest.param(
        FORM | {"Content-Type": f"{FORM['Content-Type']}; charset=nonsense"}, b"a=b", id="no charset"
    ),
    pytest.param(FORM, b"reason=%ff%fe&author=%00&csrf=%ff&token=%ff", id="a form that is no UTF-8"),
    pytest.param({"Content-Type": "multipart/form-data"}, b"x", id="no boundary"),
    pytest.param({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nbroken", id="a broken part"),
    pytest.param(
        {"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n\r\nx\r\n--x--", id="a nameless part"
    ),
    pytest.param({"Content-Type": "/"}, b"x", id="no kind"),
]

ADDRESSES = [
    "/api/changes?item=%00", "/api/changes?item=%ed%a0%80", "/api/runs?kind=%00", "/api/events?limit=%ff",
    "/api/events?limit=" + "9" * 5000, "/api/events/%00", "/api/events/999999999999999", "/%ff/%00",
    "/api/cycles/%00", "/downloads?page=%00", "/history?item=%00&page=-1", "/static/..%2f..%2fguard.py",
    "/static/%2e%2e/%2e%2e/guard.py", "/login?to=//evil.example", "/?apikey=%ff", "/?apikey=%00",
]  # fmt: skip


@pytest.mark.parametrize(("headers", "body"), BODIES)
async def test_a_body_that_cannot_be_read_is_refused(local, headers, body):
    """With the token and without it the answer is a refusal that says what is wrong, and never a fault of ours."""
    statuses = [
        (path, (await local.post(path, data=body, headers=more | headers)).status)
        for path in PATHS
        for more in (BEARER, OWN, OWN | PAGE)
    ]

    assert [(path, status) for path, status in statuses if status >= 500] == []


@pytest.mark.parametrize(
    ("charset", "body"),
    [("punycode", b"9" * 60_000), ("idna", b"9" * 60_000), ("utf-7", b"token=+2AA-"), ("latin-1", b"token=a"),
     ("utf-16", b"\x00"), ("raw_unicode_escape", b"token=\\ud800"), ("unicode_escape", b"token=\\ud800"),
     ("utf_8_sig", b"")],
)  # fmt: skip
async def test_a_form_is_read_as_utf_8_and_nothing_else(remote, charset, body):
    """Some encodings take seconds, and some yield halves of characters; none of them is tried."""
    kind = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
    answer = await remote.post("/login", data=body, headers=OWN | kind)

    assert (answer.status, (await answer.json(content_type=None)).get("field")) == (400, "body")


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"'])
async def test_utf_8_has_several_names(remote, charset):
    """As browsers and programs write it."""
    kind = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}

    assert (await remote.post("/login", data=f"token={TOKEN}", headers=OWN | kind)).status == 303


@pytest.mark.parametrize("token", ["%ed%a0%80", "%2BAA-", "%ff", "%00"])
async def test_half_a_character_is_a_wrong_token(remote, token):
    """It counts as a guess, too."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [await remote.post("/login", data=f"token={token}{n}", headers=OWN | kind) for n in range(7)]

    assert [answer.status for answer in answers] == [403] * 6 + [429]


async def test_an_address_that_means_nothing(local):
    """Each is answered, and no file of ours is shown."""
    for path in ADDRESSES:
        for headers in ({}, PAGE, BEARER):
            answer = await local.ask(path, headers=headers)
            assert answer.status < 500, path
            assert "class Guard" not in await answer.text(), path


@pytest.mark.parametrize("value", [b"Bearer \xff\xfe", b"shelfhook=\xff", b"[", b"[::", b":", b"a" * 4000])
async def test_a_header_may_hold_anything(local, value):
    """Bytes that are no text break nothing."""
    for name in ("Authorization", "X-Api-Key", "Cookie", "Host", "Accept", "Origin", "X-Forwarded-Proto"):
        headers = {name: value.decode("utf-8", "surrogateescape")}
        answer = await local.post("/api/acquisition/pause", headers=headers)

        assert 400 <= answer.status < 500, name
