"""The stand-in's account, cookie check and seedbox functions (facts/mam.md 1b, 1c and 5)."""

from datetime import timedelta

import pytest

from sandbox.mam.seedbox import MESSAGES

SEEDBOX = "/json/dynamicSeedbox.php"


async def test_the_account_has_its_figures(visitor, mam):
    """Numbers come as numbers and as human text, the ratio as a float."""
    account = (await visitor.member("GET", "/jsonLoad.php")).json()

    assert account["ratio"] == pytest.approx(
        mam.account.uploaded_bytes / mam.account.downloaded_bytes, rel=1e-5
    )
    assert account["uploaded"] == "4096.00 GiB"
    assert account["classname"] == "VIP"
    assert "unsat" not in account
    assert "snatch_summary" not in account


async def test_the_ratio_of_someone_who_downloaded_nothing_is_a_sign(visitor, mam):
    """Nothing downloaded makes the ratio the infinity sign."""
    mam.account.downloaded_bytes = 0

    account = (await visitor.member("GET", "/jsonLoad.php")).json()

    assert account["ratio"] == "∞"


@pytest.mark.parametrize("nested", [True, False])
async def test_the_snatch_summary_has_two_shapes(visitor, mam, nested):
    """The groups stand under a key of their own, or beside the rest as they once did."""
    mam.account.nested = nested
    mam.account.unsat_count = 12

    account = (await visitor.member("GET", "/jsonLoad.php?snatch_summary")).json()

    groups = account["snatch_summary"] if nested else account
    assert (groups["unsat"]["count"], groups["unsat"]["limit"]) == (12, 150)
    assert ("unsat" in account) is not nested


async def test_the_cookie_check_succeeds_for_a_living_session_only(visitor, mam):
    """A good cookie is confirmed and rotated, a dead one is refused."""
    good = await visitor.member("GET", "/json/checkCookie.php")
    mam.end_sessions()
    bad = await visitor.ask("GET", "/json/checkCookie.php", cookie=f"mam_id={good.cookie('mam_id')}")

    assert good.json() == {"Success": True}
    assert bad.status == 403


async def test_the_seedbox_address_changes_once_an_hour(visitor, mam, clock):
    """A new address is taken, the same is no change, and another within the hour is too soon."""
    answers = []
    for address, minutes in (("192.0.2.10", 0), ("192.0.2.10", 5), ("192.0.2.11", 54), ("192.0.2.11", 1)):
        clock.advance(timedelta(minutes=minutes))
        mam.seedbox.address = address
        answers.append(await visitor.member("GET", SEEDBOX))

    assert [(answer.status, answer.json()["msg"]) for answer in answers] == [
        (200, "Completed"), (200, "No change"), (429, "Last change too recent"), (200, "Completed"),
    ]  # fmt: skip
    assert [answer.json()["Success"] for answer in answers] == [True, True, False, True]
    assert answers[0].json()["ip"] == "192.0.2.10"


async def test_the_seedbox_function_says_what_is_wrong_with_the_session(visitor, mam):
    """No cookie, a browser's cookie and a dead one each have their message."""
    mbsc = await visitor.log_in()
    cookies = ("", mbsc, "mam_id=nonsense")

    answers = [await visitor.ask("GET", SEEDBOX, cookie=cookie) for cookie in cookies]

    assert [(answer.status, answer.json()["msg"]) for answer in answers] == [
        (403, "No Session Cookie"),
        (403, "Incorrect session type - non-API session"),
        (403, "Invalid session - Invalid Cookie"),
    ]


@pytest.mark.parametrize("message", MESSAGES)
async def test_every_message_of_the_table_can_be_had(visitor, mam, message):
    """A test may choose any of the messages; its status comes with it."""
    mam.seedbox.refusal = message

    answer = await visitor.member("GET", SEEDBOX)

    assert (answer.status, answer.json()["msg"]) == (MESSAGES[message], message)


async def test_the_address_is_reported_to_anyone(visitor):
    """The function that shows the address needs no session."""
    answer = (await visitor.ask("GET", "/json/jsonIp.php")).json()

    assert answer.keys() == {"ip", "ASN", "AS", "time"}
