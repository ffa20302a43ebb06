"""Decisions and the switch over HTTP, as programs and as the page use them."""

from datetime import timedelta

import pytest

from domain.recording import utc_text
from sandbox.mam import Fault
from store.proposal_decisions import GRACE

ONE = {"title": "Project Hail Mary", "author": "Andy Weir"}


async def test_approving_and_rejecting(desk, stage, clock):
    """An approved proposal is downloaded, a rejected one is not, and neither can be turned round later."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    await one.post("/api/downloads", {"mam": 9000404})

    before = clock.now()
    approved = await one.post("/api/downloads/1/approve")
    rejected = await one.post("/api/downloads/2/reject")
    clock.advance(GRACE)
    await one.daemon.settle()
    late = await one.post("/api/downloads/1/reject")

    starts = utc_text(before + GRACE)
    assert approved == (200, {"download": 1, "status": "approved", "waits": None, "starts_at": starts})
    assert rejected[1]["status"] == "rejected"
    assert [record.status for record in await one.daemon.records()] == ["queued", "rejected"]
    assert (late[0], late[1]["detail"]) == (
        409,
        "download 1 is downloading: only a proposal can be approved or declined",
    )
    assert (await one.post("/api/downloads/9/approve"))[0] == 404
    assert len(stage.client.adds) == 1


async def test_a_rejected_book_may_be_approved_after_all(desk, clock):
    """A person may change their mind."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    await one.post("/api/downloads/1/reject")

    await one.post("/api/downloads/1/approve")
    clock.advance(GRACE)
    await one.daemon.settle()

    assert (await one.daemon.record()).status == "queued"


async def test_pausing_and_resuming(desk, stage, clock):
    """While it is paused an approval waits, over a restart too; resuming lets it go on at once."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    await one.post("/api/acquisition/pause", {"reason": "holidays"})
    approved = await one.post("/api/downloads/1/approve")
    clock.advance(GRACE)
    await one.daemon.settle()
    one = await desk()
    closed = await one.post("/api/downloads", {"mam": 9000404})

    resumed = await one.post("/api/acquisition/resume")
    await one.daemon.settle()

    assert approved[1]["waits"] == "search and download are paused: holidays"
    assert (closed[0], "holidays" in closed[1]["detail"]) == (409, True)
    assert resumed == (200, {"mode": "propose", "closed": None})
    assert (await one.daemon.record()).status == "queued"


async def test_resuming_lifts_mams_block(desk, stage):
    """After a 406 a person's word lets torrent files be asked for again."""
    stage.mam.fail_next(Fault.BLOCKED, path="/tor/download.php")
    one = await desk(acquisition="auto")
    await one.post("/api/downloads", ONE)
    await one.daemon.settle()
    blocked = (await one.daemon.record()).reason

    await one.post("/api/acquisition/resume")
    await one.daemon.settle()

    assert "406" in blocked
    assert (await one.daemon.record()).status == "queued"


async def test_the_pages_buttons_work(desk):
    """A form of the page approves and leads back to it."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    page = await one.get("/")
    token = await one.form_token()
    browser = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Origin": one.url}

    status, headers = await one.post("/api/downloads/1/approve", data={"csrf": token}, headers=browser)

    assert 'action="/api/downloads/1/approve"' in page
    assert 'action="/api/acquisition/pause"' in page
    assert (status, headers["Location"]) == (303, "/")
    assert (await one.daemon.record()).status == "approved"


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        pytest.param({}, {}, id="no token at all"),
        pytest.param({"Content-Type": "application/json"}, None, id="no token and no form"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, {"csrf": "guessed"}, id="a wrong form token"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, {"csrf": "right"}, id="another site's page"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, {"csrf": "right"}, id="another port's page"),
        pytest.param({"Sec-Fetch-Site": "none"}, {"csrf": "right"}, id="no page at all"),
        pytest.param({"Origin": "https://evil.example"}, {"csrf": "right"}, id="another origin"),
        pytest.param({"Origin": "null"}, {"csrf": "right"}, id="a page that hides where it is from"),
        pytest.param({"Authorization": "Bearer wrong-wrong-wrong"}, {}, id="a wrong token"),
    ],
)
@pytest.mark.parametrize("path", ["/api/downloads/1/approve", "/api/acquisition/pause", "/api/cycles/search"])
async def test_another_sites_page_can_do_nothing(desk, headers, data, path):
    """On loopback no token is asked for, and still only the daemon's own page may send its forms."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    right = await one.form_token()
    sent = (
        None if data is None else {name: right if value == "right" else value for name, value in data.items()}
    )

    status, _ = await one.post(path, data=sent, headers=headers)

    assert status == 403
    assert (await one.daemon.record()).status == "proposed"
    assert await one.daemon.daemon.parts.store.switches.why_off("acquisition") is None


async def test_the_page_may_only_send_forms_home(desk, http):
    """The browser learns what the page may do."""
    one = await desk()

    async with http.get(one.url + "/") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"


async def test_what_waits_is_reported(desk, stage, clock):
    """A refusal stands on the page and in the record, and a later look adds it."""
    stage.mam.account.unsat_count = 149
    one = await desk(acquisition="auto")
    await one.post("/api/downloads", ONE)
    await one.daemon.settle()

    page = await one.get("/")
    stage.mam.account.unsat_count = 1
    clock.advance(timedelta(minutes=15))
    await one.daemon.settle()

    assert "refused for now" in page
    assert "UNSAT_BUFFER" in page
    assert (await one.daemon.record()).status == "queued"
