"""The API session: what MAM_ID may look like, and how the session is checked and kept."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from domain.errors import BadInputError, CredentialsError, ShelfhookError
from sandbox.mam import Fault

OTHER = ApiAccess(SecretStr("an-old-value%3D%3D"))


async def test_an_api_session_asks_for_no_page(open_mam, site, api):
    """A detail page is refused without a request."""
    with pytest.raises(BadInputError, match="MAM_ID: an API session may not read"):
        await open_mam(site, api).detail(1)

    assert site.requests == []


@pytest.mark.parametrize("pasted", ["mam_id={}", "MAM_ID={}", "{}"])
async def test_a_pasted_prefix_is_taken_off(open_mam, site, pasted):
    """The cookie's name in front of its value does no harm; the value goes out as it was given."""
    await open_mam(site, ApiAccess(SecretStr(pasted.format(site.mam_id)))).account()

    assert site.requests[0].headers["Cookie"] == f"mam_id={site.mam_id}"


@pytest.mark.parametrize("value", ["", "mam_id=", "a;b", "a b", "a\nb", "a\r", " a", "a\t", "ä", "a\x00"])
def test_a_value_that_is_no_cookie_is_refused(value):
    """The error names the setting and the fix, and not the value."""
    with pytest.raises(BadInputError) as caught:
        ApiAccess(SecretStr(value))

    assert caught.value.field == "MAM_ID"
    assert "paste only the value" in caught.value.problem


async def test_an_idle_session_is_used_every_10_days(open_mam, site, api, clock):
    """A session that no one used gets one cheap request, one in use gets none."""
    assert await open_mam(site, api).keep_alive()

    clock.advance(timedelta(days=9, hours=23))
    assert not await open_mam(site, api).keep_alive()
    assert len(site.requests) == 1
    clock.advance(timedelta(hours=1))
    assert await open_mam(site, api).keep_alive()

    assert len(site.requests) == 2


async def test_check_says_that_the_session_is_good(open_mam, site, api):
    """One request to the function that is made for it."""
    assert await open_mam(site, api).check() == "MyAnonamouse accepts the API session"

    assert [seen.path for seen in site.requests] == ["/json/checkCookie.php"]


@pytest.mark.parametrize("body", ["session type - api session", '{"Success": true, "ip": "192.0.2.1"}'])
async def test_check_knows_both_bodies_that_were_seen(open_mam, script, body):
    """Plain text and JSON prove the same."""
    script.say(200, body)

    assert await open_mam(script, OTHER).check() == "MyAnonamouse accepts the API session"


async def test_check_asks_for_the_account_when_in_doubt(open_mam, script):
    """A body that no one documented proves nothing; an account does."""
    script.say(200, '{"Success": false}')
    script.say(403, "Error, you are not signed in <br />Invalid/missing cookie")

    with pytest.raises(CredentialsError, match="invalid or missing"):
        await open_mam(script, OTHER).check()


async def test_no_error_holds_the_session(open_mam, site, api):
    """Whatever goes wrong, neither message nor repr nor cause shows the cookie."""
    for fault in Fault:
        site.fail_next(fault)
        mam = open_mam(site, ApiAccess(SecretStr(site.new_session())))
        try:
            await mam.account()
        except ShelfhookError as error:
            told = f"{error!r} {error.__cause__!r} {mam!r}"
            assert site.mam_id not in told
            assert site.site.api.value not in told
    assert "SecretStr" in repr(api)
    assert site.mam_id not in repr(api)
