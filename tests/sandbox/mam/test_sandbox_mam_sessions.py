"""The stand-in keeps sessions as the site does (facts/mam.md 1), and notices what no client may do."""

from datetime import timedelta
from urllib.parse import unquote

import pytest

from sandbox.mam import Fault, SandboxMam

LOAD = "/jsonLoad.php"


async def test_every_answer_changes_the_cookie(mam, visitor):
    """Each answer to a member carries a new value for the site's own domain."""
    first = await visitor.ask("GET", LOAD, cookie=f"mam_id={mam.mam_id}")
    second = await visitor.ask("GET", LOAD, cookie=f"mam_id={first.cookie('mam_id')}")

    assert len({mam.mam_id, first.cookie("mam_id"), second.cookie("mam_id")}) == 3
    assert "domain=.myanonamouse.net" in second.headers["Set-Cookie"]


async def test_only_the_last_two_values_are_good(mam, visitor):
    """A client that ignores the rotation is let in twice, then never again."""
    answers = [await visitor.ask("GET", LOAD, cookie=f"mam_id={mam.mam_id}") for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 403]
    assert answers[2].text.startswith("Error, you are not signed in")
    assert "Set-Cookie" not in answers[2].headers


async def test_the_value_may_come_decoded(mam, visitor):
    """A percent-encoded value is the same as the decoded one."""
    reply = await visitor.ask("GET", LOAD, cookie=f"mam_id={unquote(mam.mam_id)}")

    assert reply.status == 200


async def test_rotation_can_be_made_rare_or_stopped(mam, visitor):
    """With `rotate_every` 3 the third answer brings a new value; with 0 none does."""
    mam.rotate_every = 3
    rare = [(await visitor.member("GET", LOAD)).cookie("mam_id") for _ in range(3)]
    mam.rotate_every = 0
    never = [(await visitor.member("GET", LOAD)).cookie("mam_id") for _ in range(3)]

    assert [value is None for value in rare] == [True, True, False]
    assert never == [None] * 3


async def test_a_new_session_ends_the_old_one(mam, visitor):
    """A seed made on the site works, and the one before is dead."""
    old = mam.mam_id
    new = mam.new_session()

    replies = [await visitor.ask("GET", LOAD, cookie=f"mam_id={value}") for value in (old, new)]

    assert [reply.status for reply in replies] == [403, 200]


@pytest.mark.parametrize(
    ("path", "status"), [(LOAD, 403), ("/tor/download.php?tid=9000301", 401), ("/t/9000301", 200)]
)
async def test_nothing_is_reported_without_a_cookie(visitor, path, status):
    """JSON functions, downloads and pages turn a stranger away, each in its own manner."""
    reply = await visitor.ask("GET", path)

    assert reply.status == status
    assert b"9000301" not in reply.body.replace(b"/t/9000301", b"")


async def test_how_a_dead_session_is_answered_can_be_chosen(mam, visitor):
    """`gate.refusal` is the answer to a member whose session has ended."""
    mam.end_sessions()
    mam.gate.refusal = Fault.EMPTY

    reply = await visitor.ask("GET", LOAD, cookie=f"mam_id={mam.mam_id}")

    assert (reply.status, reply.body) == (200, b"")


@pytest.mark.parametrize("path", ["/t/9000301", "/tor/browse.php", "/login.php", "/u/1"])
async def test_an_api_cookie_on_a_page_is_a_violation(mam, visitor, path):
    """HTML is not for API sessions: the page is the login page, and the visit is noted."""
    reply = await visitor.member("GET", path)

    assert "Login | My Anonamouse" in reply.text
    assert len(mam.violations) == 1
    assert mam.mam_id not in mam.violations[0]


async def test_both_cookies_at_once_kill_both_sessions(mam, visitor):
    """The site answers with a redirect and takes all its cookies back."""
    mbsc = await visitor.log_in()

    clash = await visitor.ask("GET", LOAD, cookie=f"mam_id={mam.mam_id}; {mbsc}")
    after = await visitor.ask("GET", LOAD, cookie=f"mam_id={mam.mam_id}")

    deletions = clash.headers.getall("Set-Cookie")
    assert (clash.status, clash.headers["Location"]) == (302, "/login.php")
    assert [line.partition(";")[0] for line in deletions] == ["uid=deleted", "mam_id=deleted", "mbsc=deleted"]
    assert all("Max-Age=0" in line and "1970" in line for line in deletions)
    assert after.status == 403
    assert any("both session cookies" in line for line in mam.violations)


async def test_an_api_value_under_the_browsers_name_kills_the_session(mam, visitor):
    """A mam_id sent as mbsc is treated like both at once."""
    clash = await visitor.ask("GET", LOAD, cookie=f"mbsc={mam.mam_id}")

    assert clash.status == 302
    assert mam.violations


async def test_a_deleted_cookie_sent_back_is_a_violation(mam, visitor):
    """A client that stored the word that deletes a cookie is found out."""
    await visitor.ask("GET", LOAD, cookie="mam_id=deleted")

    assert any("deleted cookie" in line for line in mam.violations)


@pytest.mark.parametrize(("mode", "cookie"), [("api", "mbsc=x"), ("browser", "mam_id=x")])
async def test_a_mode_forbids_the_other_session(clock, visitor, mode, cookie):
    """A stand-in for one kind of client takes any trace of the other kind for a violation."""
    async with SandboxMam(clock=clock, mode=mode) as strict:
        visitor.mam = strict
        await visitor.ask("GET", LOAD, cookie=cookie)

        assert any("this client may not use" in line for line in strict.violations)


async def test_a_login_in_api_mode_is_a_violation(clock, visitor):
    """Someone who has a mam_id must not send the password, even without a cookie."""
    async with SandboxMam(clock=clock, mode="api") as strict:
        visitor.mam = strict
        await visitor.ask("POST", "/takelogin.php", data={"email": "a", "password": "b"})

        assert len(strict.violations) == 1


async def test_visits_are_measured_by_the_given_clock(mam, clock, visitor):
    """The smallest spacing is the clock's, whatever the machine's time was."""
    for seconds in (0, 5, 2, 7):
        clock.advance(timedelta(seconds=seconds))
        await visitor.member("GET", LOAD)

    assert mam.smallest_spacing() == timedelta(seconds=2)
    assert mam.most_in_flight() == 1
    assert [visit.path for visit in mam.visits] == [LOAD] * 4


async def test_a_good_visitor_breaks_no_rule(mam, visitor):
    """Search, download and account by API session leave no violation."""
    await visitor.search({"text": "kingkiller"})
    await visitor.member("GET", "/tor/download.php?tid=9000301")
    await visitor.member("GET", LOAD)

    assert mam.violations == []
