"""The stand-in fails in every way that the site was seen to (facts/mam.md 6)."""

from datetime import timedelta

import aiohttp
import pytest

from sandbox.mam import Fault

LOAD = "/jsonLoad.php"


@pytest.mark.parametrize(
    ("fault", "status", "sign"),
    [
        (Fault.NOT_SIGNED_IN, 403, "Error, you are not signed in <br />Other error"),
        (Fault.INVALID_COOKIE, 403, "Invalid/missing cookie"),
        (Fault.FORBIDDEN, 403, "nginx"),
        (Fault.ERROR_TEXT, 200, "Error"),
        (Fault.LOGIN_PAGE, 200, "<h1>Not logged in!</h1>"),
        (Fault.LOGIN_REDIRECT, 302, ""),
        (Fault.LOGGED_OUT, 302, ""),
        (Fault.OFF_SITE, 302, ""),
        (Fault.EMPTY, 200, ""),
        (Fault.OTHER_ERROR, 200, '"error"'),
        (Fault.MESSAGE, 200, '"data": null'),
        (Fault.NO_COOKIE, 401, "no authentication cookie"),
        (Fault.NOT_FOUND, 404, "nginx"),
        (Fault.GONE, 410, "nginx"),
        (Fault.BLOCKED, 406, "account"),
        (Fault.TOO_MANY, 429, "nginx"),
        (Fault.SERVER_ERROR, 500, "nginx"),
        (Fault.BAD_GATEWAY, 502, "nginx"),
        (Fault.UNAVAILABLE, 503, "nginx"),
    ],
)
async def test_a_fault_answers_once_and_the_next_request_is_well(visitor, mam, fault, status, sign):
    """`fail_next` spoils one request; the one after it is answered as always."""
    mam.fail_next(fault)

    spoilt = await visitor.member("GET", LOAD)
    well = await visitor.member("GET", LOAD)

    assert spoilt.status == status
    assert sign in spoilt.text
    assert well.json()["username"] == "reader"


async def test_a_redirect_goes_where_it_should(visitor, mam):
    """To the login page with and without cookies taken back, and to another host."""
    mam.off_site_url = "http://127.0.0.1:1/trap"
    for fault in (Fault.LOGIN_REDIRECT, Fault.LOGGED_OUT, Fault.OFF_SITE):
        mam.fail_next(fault)

    places = [await visitor.member("GET", LOAD) for _ in range(3)]

    assert [place.headers["Location"] for place in places] == [
        "/login.php?returnto=%2F", "/login.php", "http://127.0.0.1:1/trap",
    ]  # fmt: skip
    assert places[1].cookie("mam_id") == "deleted"


async def test_too_many_requests_may_say_how_long_to_wait(visitor, mam, clock):
    """Retry-After comes in seconds, as a date of the given clock, or not at all."""
    mam.retry_after = timedelta(seconds=45)
    for fault in (Fault.TOO_MANY, Fault.TOO_MANY_SECONDS, Fault.TOO_MANY_DATE):
        mam.fail_next(fault)

    waits = [(await visitor.member("GET", LOAD)).headers.get("Retry-After") for _ in range(3)]

    assert waits == [None, "45", "Thu, 15 Jan 2026 12:00:45 GMT"]


async def test_a_cookie_for_another_host_comes_with_a_good_answer(visitor, mam):
    """The foreign cookie is the last of the answer's, and its domain is not the site's."""
    mam.fail_next(Fault.FOREIGN_COOKIE)

    reply = await visitor.member("GET", LOAD)

    lines = reply.headers.getall("Set-Cookie")
    assert reply.status == 200
    assert ["myanonamouse" in line for line in lines] == [True, False]


@pytest.mark.parametrize("fault", [Fault.CUT_SHORT, Fault.DROPPED])
async def test_a_connection_can_break(visitor, mam, fault):
    """The answer ends early, or never comes."""
    mam.fail_next(fault)

    # Not by GET: aiohttp itself sends that again when a connection was dropped.
    with pytest.raises(aiohttp.ClientError):
        await visitor.search({"text": "kingkiller"})


async def test_a_fault_can_last_and_keep_to_one_path(visitor, mam):
    """`always` holds until it is taken back, below the path that it names."""
    mam.always(Fault.NO_COOKIE, path="/tor/download.php")
    failing = [await visitor.member("GET", "/tor/download.php?tid=9000301") for _ in range(2)]
    elsewhere = await visitor.member("GET", LOAD)
    mam.always(None)
    well = await visitor.member("GET", "/tor/download.php?tid=9000301")

    assert [reply.status for reply in (*failing, elsewhere, well)] == [401, 401, 200, 200]


async def test_faults_come_in_the_order_of_the_calls(visitor, mam):
    """Several faults for one path queue up; one for another path does not hold them up."""
    mam.fail_next(Fault.GONE, path="/tor/download.php")
    mam.fail_next(Fault.TOO_MANY, 2)

    statuses = [(await visitor.member("GET", LOAD)).status for _ in range(3)]

    assert statuses == [429, 429, 200]
