"""One book at will, decisions, and the switch: over HTTP, as programs and as the page use it."""

import re
from datetime import timedelta

import pytest

from sandbox.mam import Fault

ONE = {"title": "Project Hail Mary", "author": "Andy Weir"}


@pytest.fixture
def desk(acquirer, serve, http):
    """A daemon that is asked over HTTP with its token."""

    class Desk:
        def __init__(self, daemon, url: str) -> None:
            self.daemon = daemon
            self.url = url
            self.token = {"Authorization": f"Bearer {daemon.daemon.parts.access.token.get_secret_value()}"}

        async def post(self, path: str, body=None, **sent):
            sent = sent or {"json": body or {}, "headers": self.token}
            async with http.post(self.url + path, allow_redirects=False, **sent) as answer:
                return answer.status, await answer.json() if answer.status != 303 else answer.headers

        async def get(self, path: str, headers=None):
            async with http.get(self.url + path, headers=headers) as answer:
                return await answer.text()

        async def form_token(self) -> str:
            found = re.search(r'name="csrf" value="([^"]+)"', await self.get("/"))
            return found[1]

    async def make(**settings):
        daemon = await acquirer(**settings)
        return Desk(daemon, await serve(daemon))

    return make


async def test_one_book_gets_a_record(desk, stage):
    """The answer names the record, what was found and how complete it is; nothing is downloaded."""
    one = await desk()

    status, told = await one.post("/api/downloads", ONE)

    assert (status, told["created"], told["status"]) == (201, True, "proposed")
    assert (told["download"], told["mam_id"], told["found"], told["proved"]) == (1, 9000401, 2, 2)
    assert told["known"] == ["narrator", "duration", "abridged", "publisher", "release date"]
    assert told["missing"] == []
    assert told["chosen_because"].startswith("Chosen from 2 editions")
    assert (await one.daemon.record()).recording.narrators == ("Ray Porter",)
    assert stage.client.adds == []


async def test_one_book_is_downloaded_at_once_with_auto(desk, stage):
    """The record is approved and the torrent added, once the event was handled."""
    one = await desk(acquisition="auto")

    _, told = await one.post("/api/downloads", ONE)
    await one.daemon.settle()

    assert told["status"] == "approved"
    assert (await one.daemon.record()).status == "queued"
    assert len(stage.client.adds) == 1


@pytest.mark.parametrize("mam", [9000401, "9000401", "https://www.myanonamouse.net/t/9000401"])
async def test_one_torrent_by_its_id_or_address(desk, mam):
    """Whoever names a torrent has looked at it: it is not searched for."""
    one = await desk()

    status, told = await one.post("/api/downloads", {"mam": mam})

    assert (status, told["mam_id"], told["title"]) == (201, 9000401, "Project Hail Mary")


async def test_a_torrent_named_by_its_id_may_be_in_any_language(desk):
    """Whoever names it has looked at it: LANGUAGES is for what is searched for."""
    one = await desk(acquisition="auto", languages="German")

    _, searched = await one.post("/api/downloads", ONE)
    doubt = (await one.daemon.records())[0].reason_kind
    status, named = await one.post("/api/downloads", {"mam": 9000102})

    assert (searched["status"], doubt) == ("proposed", "other_language")
    assert (status, named["status"]) == (201, "approved")


async def test_a_book_of_a_series_by_its_number(desk):
    """The second of the series, whatever it is called."""
    one = await desk()

    _, told = await one.post(
        "/api/downloads", {"author": "Jemisin, N. K.", "series": "Broken Earth", "number": "2"}
    )

    assert told["title"] == "The Obelisk Gate"


async def test_asking_again_names_the_record_that_is_there(desk):
    """A second wish for the book makes no second record."""
    one = await desk()
    await one.post("/api/downloads", ONE)

    status, told = await one.post("/api/downloads", {"mam": 9000401})

    assert (status, told["created"], told["download"]) == (200, False, 1)
    assert len(await one.daemon.records()) == 1


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({}, 400, "author: is missing"),
        ({"author": "Andy Weir"}, 422, "give a title, a series or both"),
        ({"author": "A", "series": "S", "number": "last"}, 422, "number: must be a number"),
        ({"mam": "https://elsewhere.example/t/5"}, 422, "mam: must be a torrent's id"),
        ({"mam": 424242}, 404, "MAM has no result"),
        ({"author": "Nobody", "title": "Nothing at all"}, 404, "MAM has no result"),
        (
            {"author": "J. R. R. Tolkien", "title": "The Lord of the Rings"},
            404,
            "none is proved to match; nearest",
        ),
    ],
)
async def test_what_cannot_be_found_is_reported(desk, body, status, told):
    """A wrong wish is a problem that names the fix; nothing found says what came nearest."""
    one = await desk()

    answered, problem = await one.post("/api/downloads", body)

    assert answered == status
    assert told in problem["detail"]


async def test_a_site_that_is_away_is_reported(desk, stage):
    """The wish is not kept: whoever has it is told to come again."""
    stage.mam.fail_next(Fault.UNAVAILABLE)
    one = await desk()

    status, problem = await one.post("/api/downloads", ONE)

    assert status == 503
    assert "mam" in problem["detail"].lower()


async def test_a_dead_session_is_reported(desk, stage):
    """What only a person can fix says what to do."""
    stage.mam.end_sessions()
    one = await desk()

    status, problem = await one.post("/api/downloads", ONE)

    assert status in {409, 502}
    assert "MAM" in problem["detail"]


async def test_off_takes_no_wish(desk, stage):
    """With ACQUISITION=off not even one book is searched for."""
    one = await desk(acquisition="off")

    status, problem = await one.post("/api/downloads", ONE)

    assert (status, "ACQUISITION is off" in problem["detail"]) == (409, True)
    assert stage.mam.visits == []


async def test_approving_and_rejecting(desk, stage):
    """An approved proposal is downloaded, a rejected one is not, and neither can be turned round later."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    await one.post("/api/downloads", {"mam": 9000404})

    approved = await one.post("/api/downloads/1/approve")
    rejected = await one.post("/api/downloads/2/reject")
    await one.daemon.settle()
    late = await one.post("/api/downloads/1/reject")

    assert approved == (200, {"download": 1, "status": "approved", "waits": None})
    assert rejected[1]["status"] == "rejected"
    assert [record.status for record in await one.daemon.records()] == ["queued", "rejected"]
    assert (late[0], late[1]["detail"]) == (
        409,
        "download 1 is downloading: only a proposal can be approved or declined",
    )
    assert (await one.post("/api/downloads/9/approve"))[0] == 404
    assert len(stage.client.adds) == 1


async def test_a_rejected_book_may_be_approved_after_all(desk):
    """A person may change their mind."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    await one.post("/api/downloads/1/reject")

    await one.post("/api/downloads/1/approve")
    await one.daemon.settle()

    assert (await one.daemon.record()).status == "queued"


async def test_pausing_and_resuming(desk, stage, clock):
    """While it is paused an approval waits, over a restart too; resuming lets it go on at once."""
    one = await desk()
    await one.post("/api/downloads", ONE)
    await one.post("/api/acquisition/pause", {"reason": "holidays"})
    approved = await one.post("/api/downloads/1/approve")
    await one.daemon.settle()
    one = await desk()
    closed = await one.post("/api/downloads", {"mam": 9000404})

    resumed = await one.post("/api/acquisition/resume")
    await one.daemon.settle()

    assert approved[1]["waits"] == "acquisition is paused: holidays"
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
    """What the page may do is told to the browser."""
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
