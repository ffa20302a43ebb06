"""The login by e-mail and password: once, proved, and never again after a refusal."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from clients.mam.access import LoginAccess
from clients.mam.pace import INTERVAL
from domain.errors import CredentialsError, UnavailableError

SOMEONE = LoginAccess("someone@example.com", SecretStr("pässwörd & more+"))
FORM = (
    '<form method="post" action="/takelogin.php"><input type="hidden" name="t" value="ab%2Bcd%3D">'
    '<input type="hidden" name="a" value="efgh"><input type="hidden" name="returnto" value="/u/1?x=1&amp;y=2">'
    '<input type="password" name="password"></form>'
)
MEMBER = '<div id="userStat"></div><a href="/logout.php">Log Out</a>'
COOKIE = "mbsc=fresh; path=/; domain=.myanonamouse.net"


@pytest.fixture
def wrong(site):
    return LoginAccess(site.email, SecretStr("not it"))


async def test_one_login_serves_all_restarts(open_mam, site, login):
    """The cookie is kept and rotated; the form is sent once."""
    for _ in range(20):
        assert (await open_mam(site, login).account()).username == "reader"

    assert site.login_attempts == 1
    assert [visit.path for visit in site.visits[:4]] == [
        "/login.php",
        "/takelogin.php",
        f"/u/{site.account.uid}",
        "/jsonLoad.php",
    ]
    assert site.smallest_spacing() >= INTERVAL
    assert all("mam_id" not in seen.cookies for seen in site.requests)


async def test_a_login_before_any_other_request_sends_no_cookie(open_mam, site, login, vault):
    """The API's cookie of an earlier configuration goes nowhere."""
    await open_mam(site, login).account()

    assert site.requests[0].cookies == {}
    assert site.requests[1].cookies == {}


async def test_switching_from_the_api_session_starts_afresh(open_mam, site, api, login, vault):
    """Each way in has its own cookie, before and after the switch, and in both directions."""
    await open_mam(site, api).account()
    await open_mam(site, login).account()
    assert set(vault.cookies) == {"mbsc", "mp_enabled"}

    site.new_session()
    await open_mam(site, type(api)(SecretStr(site.mam_id))).account()

    assert set(vault.cookies) == {"mam_id"}
    assert site.violations == []


async def test_an_api_cookie_has_no_place_in_a_browser_session(open_mam, script, vault):
    """Should the login bring both, only the browser's goes out: together they would end the session."""
    script.say(200, FORM)
    script.say(302, "", Location="/u/1", Set_Cookie=COOKIE, set_cookie="mam_id=other; path=/")
    script.say(200, MEMBER)
    script.say(200, '{"username": "reader"}', Set_Cookie="mam_id=other")

    await open_mam(script, SOMEONE).account()

    assert [seen.cookies for seen in script.requests[2:]] == [{"mbsc": "fresh"}] * 2
    assert vault.cookies == {"mbsc": "fresh"}


async def test_a_refused_login_is_not_repeated(open_mam, site, wrong, vault):
    """Neither a later call nor 10 restarts ask the site for anything."""
    for _ in range(10):
        mam = open_mam(site, wrong)
        for _ in range(2):
            with pytest.raises(CredentialsError, match="refused the e-mail address or the password"):
                await mam.account()

    assert site.login_attempts == 1
    assert len(site.requests) == 2
    assert vault.stored.refused is not None


async def test_a_refusal_is_stored_before_it_is_reported(open_mam, site, wrong, vault):
    """The vault's last state when the error arrives says why, and holds no cookie."""
    with pytest.raises(CredentialsError) as caught:
        await open_mam(site, wrong).account()

    assert vault.history[-1].refused == caught.value.reason
    assert vault.history[-1].cookies == {}
    assert "not it" not in repr(vault.history) + str(caught.value)


async def test_other_credentials_lift_the_refusal(open_mam, site, wrong, login):
    """A corrected password is tried at once."""
    with pytest.raises(CredentialsError):
        await open_mam(site, wrong).account()

    assert (await open_mam(site, login).account()).username == "reader"

    assert site.login_attempts == 2


async def test_a_person_lifts_the_refusal(open_mam, site, login):
    """After `retry` the same credentials get one more attempt."""
    site.site.login.failures = 5
    mam = open_mam(site, login)
    with pytest.raises(CredentialsError, match="locked the login"):
        await mam.account()
    site.site.login.failures = 0

    await mam.retry()

    assert (await mam.account()).username == "reader"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<h2>Login Locked!</h2>", "MyAnonamouse has locked the login"),
        (
            "<h2>Login failed!</h2><p>Error: Required fields are missing.</p>",
            "needs fields that the login form",
        ),
        ("<h2>Login failed!</h2><p>Error: no.</p>", "refused the e-mail address or the password"),
        (FORM, "refused the e-mail address or the password"),
        ("<h1>torrent browse logout</h1>", "answered 200 with a page that does not show a login"),
        ('<a href="/logout.php">Log Out</a>', "does not show a login"),
        ('<div id="userStat"></div>', "does not show a login"),
        (MEMBER, "does not show a login"),
    ],
)
async def test_what_proves_no_login_is_a_refusal(open_mam, script, vault, page, words):
    """Log-out link, user bar and a cookie together prove it; words on a page, or one of them, do not."""
    script.say(200, FORM)
    script.say(200, page)

    with pytest.raises(CredentialsError, match=words):
        await open_mam(script, SOMEONE).account()
    with pytest.raises(CredentialsError, match=words):
        await open_mam(script, SOMEONE).account()

    assert len(script.requests) == 2
    assert "until MAM_USERNAME or MAM_PASSWORD changes" in vault.stored.refused


async def test_a_lock_on_the_login_page_keeps_the_password_at_home(open_mam, script):
    """Where the page with the form says that the login is locked, nothing is sent."""
    script.say(200, "<h2>Login Locked!</h2>" + FORM)

    with pytest.raises(CredentialsError, match="MyAnonamouse has locked the login"):
        await open_mam(script, SOMEONE).account()

    assert len(script.requests) == 1


@pytest.mark.parametrize("answer", [(200, ""), (200, "<h1>Moving</h1>"), (403, FORM), (302, "")])
async def test_a_login_page_without_a_form_is_doubtful(open_mam, script, vault, answer):
    """No credentials were sent, so nothing is refused; the next look waits."""
    script.say(*answer)
    mam = open_mam(script, SOMEONE)

    for _ in range(2):
        with pytest.raises(UnavailableError, match="without a login form") as caught:
            await mam.account()
        assert caught.value.retry_after == timedelta(seconds=30)

    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "location", ["https://myanonamouse.evil.example/u/1", "//evil.example/u/1", "http://["]
)
async def test_a_login_that_leads_off_the_site_is_not_followed(open_mam, script, location):
    """It counts as a refusal."""
    script.say(200, FORM)
    script.say(302, "", Location=location, Set_Cookie=COOKIE)

    with pytest.raises(CredentialsError, match="leads to another host"):
        await open_mam(script, SOMEONE).account()

    assert len(script.requests) == 2


async def test_a_login_that_redirects_for_ever_is_a_refusal(open_mam, script):
    """A few redirects are followed, then nothing is proved."""
    script.say(200, FORM)
    for _ in range(5):
        script.say(302, "", Location="/u/1", Set_Cookie=COOKIE)

    with pytest.raises(CredentialsError, match="answered 302"):
        await open_mam(script, SOMEONE).account()

    assert len(script.requests) == 6
