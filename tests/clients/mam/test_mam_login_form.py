"""The login form, and the credentials that go into it."""

from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from clients.mam.access import LoginAccess
from clients.mam.login import read_form
from domain.errors import BadInputError, ShelfhookError
from sandbox.mam import Fault
from tests.fixtures.places import CORPUS

SOMEONE = LoginAccess("someone@example.com", SecretStr("pässwörd & more+"))
FORM = (
    '<form method="post" action="/takelogin.php"><input type="hidden" name="t" value="ab%2Bcd%3D">'
    '<input type="hidden" name="a" value="efgh"><input type="hidden" name="returnto" value="/u/1?x=1&amp;y=2">'
    '<input type="password" name="password"></form>'
)
MEMBER = '<div id="userStat"></div><a href="/logout.php">Log Out</a>'
COOKIE = "mbsc=fresh; path=/; domain=.myanonamouse.net"


async def test_the_form_goes_out_as_a_browser_sends_it(open_mam, script):
    """All hidden fields, the script's count of the token as written, and the box ticked."""
    script.say(200, FORM)
    script.say(302, "", Location="/u/1?x=1", Set_Cookie=COOKIE)
    script.say(200, MEMBER)
    script.say(200, '{"username": "reader"}')

    await open_mam(script, SOMEONE).account()

    sent = script.requests[1]
    assert (sent.method, sent.path) == ("POST", "/takelogin.php")
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(sent.body.decode(), strict_parsing=True) == {
        "t": ["ab%2Bcd%3D"],
        "j": ["10"],
        "a": ["efgh"],
        "returnto": ["/u/1?x=1&y=2"],
        "email": ["someone@example.com"],
        "password": ["pässwörd & more+"],
        "rememberMe": ["yes"],
    }
    assert script.requests[2].query == "x=1"
    assert script.requests[3].cookies == {"mbsc": "fresh"}


async def test_no_error_holds_credentials_or_the_accounts_number(open_mam, site, login):
    """Whatever goes wrong at any step of a login."""
    for fault in Fault:
        for path in ("/login.php", "/takelogin.php", "/u/", "/jsonLoad.php"):
            site.fail_next(fault, path=path)
            mam = open_mam(site, login)
            try:
                await mam.retry()
                await mam.account()
            except ShelfhookError as error:
                told = f"{error!r} {error.__cause__!r} {mam!r}"
                for secret in (site.password, site.email, str(site.account.uid)):
                    assert secret not in told
    assert site.email not in repr(login)


@pytest.mark.parametrize(("username", "password"), [("", "x"), (" ", "x"), ("x", "")])
def test_empty_credentials_are_refused(username, password):
    """The error names the setting."""
    with pytest.raises(BadInputError, match=r"MAM_(USERNAME|PASSWORD)"):
        LoginAccess(username, SecretStr(password))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the scrubbed pages are not beside this checkout")
@pytest.mark.parametrize("name", ["login.html", "not_logged_in.html"])
def test_the_form_of_a_real_page_is_read(name):
    """The tokens, and what the page's script put in."""
    form = read_form((CORPUS / name).read_text())

    assert form.fields.keys() >= {"t", "j", "a"}
    assert form.fields["j"].isdigit()


@pytest.mark.parametrize(
    "page", ["", "<html></html>", "<form action='/takelogin.php'></form>", "\x00<", "{}"]
)
def test_a_page_without_tokens_has_no_form(page):
    """Without t and a there is nothing that could be sent."""
    assert read_form(page) is None
