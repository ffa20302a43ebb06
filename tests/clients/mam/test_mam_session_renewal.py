"""A login's session that is lost, and a login whose end no one saw."""

import asyncio
from datetime import timedelta

import pytest

from clients.mam.pace import INTERVAL
from domain.errors import CredentialsError, TransientError, UnavailableError
from sandbox.mam import Fault


async def test_a_page_behind_a_lost_session_is_asked_for_once_more(open_mam, site, login):
    """One login renews the session, and the caller gets the answer."""
    mam = open_mam(site, login)
    await mam.account()
    site.site.browser.end()

    assert (await mam.account()).username == "reader"

    assert site.login_attempts == 2
    assert [visit.path for visit in site.visits[5:]] == [
        "/login.php",
        "/takelogin.php",
        f"/u/{site.account.uid}",
        "/jsonLoad.php",
    ]


@pytest.mark.parametrize(
    "fault",
    [Fault.LOGIN_PAGE, Fault.LOGIN_REDIRECT, Fault.LOGGED_OUT, Fault.NOT_SIGNED_IN, Fault.INVALID_COOKIE],
)
async def test_each_sign_of_a_lost_session_renews_it(open_mam, site, login, vault, fault):
    """Whatever the site says instead of the answer, one login follows and no `deleted` is kept."""
    mam = open_mam(site, login)
    await mam.account()
    site.fail_next(fault, path="/jsonLoad.php")

    assert (await mam.account()).username == "reader"

    assert site.login_attempts == 2
    assert "deleted" not in str([dict(state.cookies) for state in vault.history])


async def test_a_renewed_session_that_is_lost_at_once_is_given_up(open_mam, site, login):
    """No login follows it, in that call or later, over restarts."""
    site.always(Fault.LOGIN_PAGE, path="/jsonLoad.php")
    with pytest.raises(CredentialsError, match=r"login page came instead.* right after a login"):
        await open_mam(site, login).account()
    asked = len(site.requests)
    site.always(None)

    for _ in range(10):
        with pytest.raises(CredentialsError, match="right after a login"):
            await open_mam(site, login).account()

    assert site.login_attempts == 1
    assert len(site.requests) == asked


async def test_a_session_lost_again_and_again_is_not_renewed_without_end(open_mam, site, login, clock):
    """Two logins within 10 minutes are the most; the third waits for the rest of them."""
    mam = open_mam(site, login)
    for _ in range(2):
        await mam.account()
        site.site.browser.end()

    with pytest.raises(UnavailableError, match="expire again and again") as caught:
        await mam.account()
    assert site.login_attempts == 2
    clock.advance(caught.value.retry_after)

    assert (await mam.account()).username == "reader"


@pytest.mark.parametrize("path", ["/takelogin.php", "/u/"])
async def test_a_login_whose_end_no_one_saw_is_no_refusal_and_waits(
    open_mam, site, login, clock, vault, path
):
    """The site is left alone for 10 minutes, restarts included, and then asked again."""
    site.fail_next(Fault.SERVER_ERROR, path=path)
    with pytest.raises(UnavailableError):
        await open_mam(site, login).account()
    asked = len(site.requests)
    assert vault.stored.refused is None

    for _ in range(10):
        with pytest.raises(UnavailableError, match="has not shown the result") as caught:
            await open_mam(site, login).account()
        assert timedelta(minutes=9) < caught.value.retry_after <= timedelta(minutes=10)
    assert len(site.requests) == asked
    clock.advance(timedelta(minutes=10))

    assert (await open_mam(site, login).account()).username == "reader"


async def test_a_crash_after_the_form_went_out_is_not_a_way_to_log_in_again(open_mam, site, login, vault):
    """That a login began is on disk before it is sent."""
    site.fail_next(Fault.DROPPED, path="/takelogin.php")
    with pytest.raises(UnavailableError):
        await open_mam(site, login).account()

    assert vault.history[0].used_at is not None
    assert vault.history[0].cookies == {}
    with pytest.raises(UnavailableError, match="has not shown the result"):
        await open_mam(site, login).account()


async def test_doubtful_answers_do_not_log_in_again(open_mam, site, login):
    """An empty answer may be a bad day: the session stays, and so does the number of logins."""
    mam = open_mam(site, login)
    await mam.account()
    site.fail_next(Fault.EMPTY)

    with pytest.raises(TransientError, match="the answer is empty"):
        await mam.account()

    assert site.login_attempts == 1


async def test_concurrent_calls_share_one_login(open_mam, site, login):
    """Five callers, one login, one request at a time, none closer than the pause."""
    mam = open_mam(site, login)

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(mam.account())

    assert site.login_attempts == 1
    assert len(site.requests) == 3 + 5
    assert site.smallest_spacing() >= INTERVAL
    assert site.most_in_flight() == 1


async def test_a_login_that_never_was_is_not_kept_alive(open_mam, site, login, clock):
    """An idle daemon does not log in just to stay logged in."""
    mam = open_mam(site, login)
    assert not await mam.keep_alive()
    assert site.requests == []

    await mam.account()
    clock.advance(timedelta(days=10))

    assert await mam.keep_alive()


async def test_check_logs_in(open_mam, site, login):
    """The account, which only a member gets, proves it."""
    assert await open_mam(site, login).check() == "MyAnonamouse accepts the login"
