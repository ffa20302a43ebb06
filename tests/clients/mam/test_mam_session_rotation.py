"""The API session's cookie: rotated with every answer, kept over every restart."""

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from clients.mam.pace import INTERVAL
from domain.errors import CredentialsError, ShelfhookError, UnavailableError
from sandbox.mam import Fault

OTHER = ApiAccess(SecretStr("an-old-value%3D%3D"))


async def test_the_newest_cookie_survives_a_restart_between_any_two_answers(
    open_mam, site, vault, api, clock
):
    """Over 1,000 answers, each to a new process, the rotated cookie is the one that is sent."""
    for _ in range(1000):
        await open_mam(site, api).account()

    assert site.site.api.rotations == 1000
    assert vault.cookies == {"mam_id": site.site.api.value}
    assert site.smallest_spacing() >= INTERVAL
    assert site.most_in_flight() == 1
    assert all(seen.cookies.keys() == {"mam_id"} for seen in site.requests)


async def test_a_restart_goes_on_with_the_rotated_cookie(open_mam, site, vault, api):
    """The configured value, long since rotated away, is not sent again."""
    mam = open_mam(site, api)
    for _ in range(4):
        await mam.account()

    await open_mam(site, ApiAccess(SecretStr(api.mam_id.get_secret_value()))).account()

    assert site.requests[-1].cookies != {"mam_id": site.mam_id}


async def test_a_new_mam_id_starts_afresh(open_mam, site, vault, api):
    """Another configured value wins over the stored session, and over its refusal."""
    site.end_sessions()
    with pytest.raises(CredentialsError):
        await open_mam(site, api).account()

    await open_mam(site, ApiAccess(SecretStr(site.new_session()))).account()

    assert vault.stored.refused is None
    assert vault.cookies == {"mam_id": site.site.api.value}


async def test_the_vault_never_holds_the_credentials_fingerprint_in_clear(open_mam, site, vault, api):
    """The fingerprint is no part of the value, and the cookies stay out of the record's repr."""
    await open_mam(site, api).account()

    assert site.mam_id not in vault.stored.fingerprint
    assert site.mam_id not in repr(vault.history)
    assert site.site.api.value not in repr(vault.history)


async def test_a_cookie_is_stored_before_its_answer_counts(open_mam, script, vault):
    """An error answer rotates the session, too, and what it brought is on disk when the error is raised."""
    script.say(503, "down", Set_Cookie="mam_id=second; path=/; domain=.myanonamouse.net")
    script.say(429, "slow", Set_Cookie="mam_id=third; path=/")
    mam = open_mam(script, OTHER)

    for kept in ("second", "third"):
        with pytest.raises(UnavailableError):
            await mam.account()
        assert vault.cookies == {"mam_id": kept}


@pytest.mark.parametrize(
    "line",
    [
        "mam_id=worse; domain=.evil.example",
        "mam_id=worse; domain=myanonamouse.net.evil.example",
        "mam_id=worse; domain=net",
        "mbsc=worse; domain=.myanonamouse.net",
        "other=worse",
        "mam_id=wor se",
        "mam_id=" + "x" * 5000,
        "=worse",
    ],
)
async def test_a_cookie_that_is_not_the_sessions_is_not_kept(open_mam, script, vault, line):
    """Cookies for other hosts, of other names or of odd values leave the session as it was."""
    script.say(404, "", Set_Cookie=line)

    with pytest.raises(ShelfhookError):
        await open_mam(script, OTHER).account()

    assert vault.cookies == {"mam_id": "an-old-value%3D%3D"}


@pytest.mark.parametrize(
    "line",
    [
        "mam_id=deleted; Max-Age=0; expires=Thu, 01-Jan-1970 00:00:01 GMT; domain=.myanonamouse.net",
        "mam_id=deleted",
        "mam_id=abc; Max-Age=0",
        "mam_id=abc; Max-Age=-1",
        "mam_id=abc; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "mam_id=",
    ],
)
async def test_a_deleted_or_expired_cookie_ends_the_session(open_mam, script, vault, line):
    """It is neither stored nor is anything sent in its place, and the user hears what to do."""
    script.say(200, "{}", Set_Cookie=line)
    mam = open_mam(script, OTHER)

    with pytest.raises(CredentialsError, match=r"deleted\. Create a new session .* set MAM_ID"):
        await mam.account()
    with pytest.raises(CredentialsError, match="deleted"):
        await open_mam(script, OTHER).account()

    assert vault.cookies == {}
    assert len(script.requests) == 1


async def test_an_outage_that_deletes_the_cookie_ends_the_session(open_mam, script, vault):
    """After a 502 with deletion nothing is sent without a cookie."""
    script.say(502, "", Set_Cookie="mam_id=deleted; Max-Age=0")
    mam = open_mam(script, OTHER)
    with pytest.raises(UnavailableError):
        await mam.account()

    with pytest.raises(CredentialsError, match="deleted"):
        await mam.account()

    assert len(script.requests) == 1


async def test_a_cookie_that_moves_to_another_domain_lives(open_mam, script, vault):
    """Deleted for the host and set for the domain in one answer is a rotation."""
    script.say(
        404, "", Set_Cookie="mam_id=moved; domain=.myanonamouse.net", set_cookie="mam_id=deleted; Max-Age=0"
    )

    with pytest.raises(ShelfhookError):
        await open_mam(script, OTHER).account()

    assert vault.cookies == {"mam_id": "moved"}


async def test_a_cookie_for_another_host_is_ignored(open_mam, site, vault, api):
    """The stand-in's foreign cookie comes with a good answer and is not stored."""
    site.fail_next(Fault.FOREIGN_COOKIE)

    await open_mam(site, api).account()

    assert vault.cookies == {"mam_id": site.site.api.value}
