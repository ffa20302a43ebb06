"""The page that asks for the token."""

import re

import pytest
from served_daemon import OWN, PAGE, TOKEN


async def test_the_form_is_for_password_managers(remote):
    """It has a name and a password, in the page's own style, which strangers may read; whatever the name, it works."""
    answer = await remote.ask("/", headers=PAGE)
    page = await answer.text()
    loaded = re.findall(r'<link[^>]+href="([^"]+)"', page)
    entered = {"username": "anyone@example.org", "token": TOKEN, "to": "/"}

    assert re.search(r'<input [^>]*name="username"[^>]* autocomplete="username"', page)
    assert re.search(r'<input [^>]*type="password" autocomplete="current-password"', page)
    assert "<style" not in page
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert [(await remote.ask(one)).status for one in loaded] == [200, 200]
    assert (await remote.post("/login", data=entered, headers=PAGE | OWN)).status == 303


async def test_no_form_where_none_is_needed(serve):
    """On loopback, and with a session."""
    local, remote = await serve("local", listen="127.0.0.1:0"), await serve("remote")
    answers = [
        await local.ask("/login", headers=PAGE),
        await remote.ask("/login", headers=await remote.cookie()),
    ]

    assert {(one.status, one.headers["Location"]) for one in answers} == {(303, "/")}


@pytest.mark.parametrize(
    "path", ["/static/nope", "/static/..%2Fapi/events", "/static/../api/events", "/static//"]
)
async def test_strangers_may_read_nothing_but_the_style(remote, path):
    """Nor see a page of ours where there is nothing."""
    answer = await remote.ask(path, headers=PAGE)

    assert answer.status in {401, 404}
    assert "History" not in await answer.text()
