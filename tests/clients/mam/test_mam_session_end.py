"""Every way in which an API session ends or seems to."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from domain.errors import CredentialsError, TransientError, UnavailableError
from sandbox.mam import Fault

OTHER = ApiAccess(SecretStr("an-old-value%3D%3D"))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.NOT_SIGNED_IN, "403: the session is not signed in"),
        (Fault.INVALID_COOKIE, "403: the session's cookie is invalid or missing"),
        (Fault.ERROR_TEXT, "200: the session is not signed in"),
        (Fault.LOGIN_PAGE, "200: the login page came instead"),
        (Fault.LOGIN_REDIRECT, "302: the session has expired"),
        (Fault.LOGGED_OUT, "302: the session was ended"),
    ],
)
async def test_a_dead_session_is_reported_and_not_sent_again(open_mam, site, vault, api, fault, words):
    """The error names the sign and the fix; neither a later call nor 10 restarts ask again."""
    site.fail_next(fault)
    mam = open_mam(site, api)

    with pytest.raises(CredentialsError) as caught:
        await mam.account()
    assert f"MyAnonamouse /jsonLoad.php answered {words}" in str(caught.value)
    assert "Preferences → Security and set MAM_ID" in str(caught.value)
    with pytest.raises(CredentialsError, match=words):
        await mam.account()
    for _ in range(10):
        with pytest.raises(CredentialsError, match=words):
            await open_mam(site, api).account()

    assert len(site.requests) == 1
    assert "deleted" not in repr([dict(state.cookies) for state in vault.history])


async def test_a_person_may_have_a_dead_session_tried_again(open_mam, site, vault, api):
    """`retry` lifts the refusal; the session that was good all along goes on."""
    site.fail_next(Fault.NOT_SIGNED_IN)
    with pytest.raises(CredentialsError):
        await open_mam(site, api).account()

    mam = open_mam(site, api)
    await mam.retry()

    assert (await mam.account()).username == "reader"
    assert vault.stored.refused is None


async def test_a_session_ended_by_deletion_is_tried_again_from_the_configured_value(
    open_mam, site, vault, api
):
    """Where the rotated cookie is gone a person's retry sends MAM_ID as it was given."""
    site.fail_next(Fault.LOGGED_OUT)
    mam = open_mam(site, api)
    with pytest.raises(CredentialsError):
        await mam.account()

    await mam.retry()

    assert (await mam.account()).username == "reader"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.EMPTY, "200: the answer is empty"),
        (Fault.FORBIDDEN, "403: the web server refused"),
        (Fault.OFF_SITE, "302: it redirects to another host"),
    ],
)
async def test_a_doubtful_answer_is_asked_again_after_growing_waits(open_mam, site, api, clock, fault, words):
    """Meanwhile no one asks; the session is not given up, and goes on when the site does."""
    site.fail_next(fault, 3)
    mam = open_mam(site, api)

    for seconds in (30, 60, 120):
        with pytest.raises(TransientError, match=words) as caught:
            await mam.account()
        assert not isinstance(caught.value, UnavailableError)
        assert caught.value.retry_after == timedelta(seconds=seconds)
        with pytest.raises(UnavailableError, match=words):
            await mam.account()
        clock.advance(timedelta(seconds=seconds))

    assert (await mam.account()).username == "reader"
    assert len(site.requests) == 4


async def test_a_page_that_is_no_json_is_doubtful(open_mam, script):
    """An HTML page with status 200 that shows no login form says nothing for sure."""
    script.say(200, "<html><body>We are moving house</body></html>")

    with pytest.raises(TransientError, match="200: the answer is not JSON"):
        await open_mam(script, OTHER).account()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, '{"Success":false,"msg":"Invalid session - IP mismatch"}', "another IP address"),
        (403, '{"Success":false,"msg":"Invalid session - ASN mismatch"}', r"another network \(ASN\)"),
        (401, "the ip does not match your account, and no cookie came", "another IP address"),
        (401, "", "the session or this IP address is not accepted"),
    ],
)
async def test_a_session_of_another_network_rests_for_an_hour(
    open_mam, script, vault, clock, status, body, words
):
    """The cookie may be good, so a person hears of it, nothing is stored, and an hour later it is tried."""
    script.say(status, body)
    script.say(200, '{"username": "reader"}')
    mam = open_mam(script, OTHER)

    for _ in range(2):
        with pytest.raises(CredentialsError, match=words + r"\. Bring back the network"):
            await mam.account()
    assert len(script.requests) == 1
    assert vault.stored.refused is None
    clock.advance(timedelta(hours=1))

    assert (await mam.account()).username == "reader"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Invalid session - Invalid Cookie", "the session's cookie is invalid"),
        ("No Session Cookie", "the session's cookie is invalid or missing"),
        ("Invalid session", "the session is not signed in"),
        ("Incorrect session type - non-API session", "the session is of a type that may not do this"),
    ],
)
async def test_the_sites_own_messages_are_understood(open_mam, script, body, words):
    """Each message of a refused session is reported in its own words."""
    script.say(403, f'{{"Success":false,"msg":"{body}"}}')

    with pytest.raises(CredentialsError, match=words):
        await open_mam(script, OTHER).account()


@pytest.mark.parametrize("path", ["/login.php?returnto=%2F", "/loggedin.php", "login.php"])
async def test_a_redirect_to_the_login_is_not_followed(open_mam, script, path):
    """It ends the session, relative or not."""
    script.say(302, "", Location=path)

    with pytest.raises(CredentialsError, match="302: the session has expired"):
        await open_mam(script, OTHER).account()

    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "location", ["https://myanonamouse.evil.example/login.php", "//evil.example/", "http://[", ""]
)
async def test_an_odd_redirect_is_not_followed_and_proves_nothing(open_mam, script, location):
    """Another host's login page does not end our session, nor does an address that is none."""
    script.say(302, "", Location=location)

    with pytest.raises(TransientError, match="302: it redirects"):
        await open_mam(script, OTHER).account()

    assert len(script.requests) == 1


@pytest.mark.parametrize(
    "fault", [Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.DROPPED, Fault.CUT_SHORT]
)
async def test_an_outage_leaves_the_session_alone(open_mam, site, vault, api, fault):
    """No answer and a 5xx are the service's trouble, and the next call goes through."""
    site.fail_next(fault)
    mam = open_mam(site, api)

    with pytest.raises(UnavailableError) as caught:
        await mam.by_id(1)

    assert caught.value.service == "mam"
    assert len(site.requests) == 1
    assert (await mam.account()).username == "reader"


async def test_a_broken_connection_is_not_tried_again_behind_our_back(open_mam, site, api):
    """One call is one request, also when the site hangs up."""
    site.fail_next(Fault.DROPPED)

    with pytest.raises(UnavailableError):
        await open_mam(site, api).account()

    assert len(site.requests) == 1
