"""Calls of the hook that the daemon refuses: qBittorrent reports them to no one, so the daemon does."""

from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from daemon.doctor.examine import examine
from daemon.doctor.finding import Result
from domain.facts import CallProblem
from tests.fixtures.healthy_world import healthy

HOOK = "/webhooks/qbittorrent"
HASH = {"hash": "a" * 40}
WRONG = {"Authorization": "Bearer wrong"}


@pytest.fixture
def log_lines():
    """The lines of the log about refused calls."""
    with capture_logs() as lines:
        yield lambda: [one for one in lines if one["event"] == "hook_refused"]


@pytest.fixture
def troubles(http, url):
    async def read():
        async with http.get(f"{url}/api/overview") as answer:
            return (await answer.json())["troubles"]

    return read


@pytest.mark.parametrize(
    ("sent", "problem", "hint"),
    [
        pytest.param({"headers": None}, CallProblem.NO_TOKEN, "hook.hdr", id="no token"),
        pytest.param({"headers": WRONG}, CallProblem.WRONG_TOKEN, "hook.hdr", id="another token"),
        pytest.param(
            {"more": {"Host": "books.example"}}, CallProblem.UNKNOWN_HOST, "ALLOWED_HOSTS", id="host"
        ),
        pytest.param({"path": HOOK * 2}, CallProblem.UNKNOWN_PATH, "hook install", id="the path twice"),
        pytest.param({"path": f"/shelf{HOOK}"}, CallProblem.UNKNOWN_PATH, "hook install", id="below a path"),
        pytest.param(
            {"path": "/webhook/qbittorrent"}, CallProblem.UNKNOWN_PATH, "hook install", id="misspelt"
        ),
        pytest.param({"method": "GET"}, CallProblem.WRONG_METHOD, "hook show", id="GET"),
        pytest.param(
            {"data": {"hash": "a", "x": "x" * 70_000}}, CallProblem.TOO_LONG, "hook show", id="long"
        ),
        pytest.param({"data": {"hash": "%K"}}, CallProblem.NO_HASH, "hook show", id="no hash"),
        pytest.param({"data": {}}, CallProblem.NO_HASH, "hook show", id="nothing"),
        pytest.param(
            {"data": b"x", "more": {"Content-Type": "text/plain"}},
            CallProblem.NO_HASH,
            "hook show",
            id="text",
        ),
    ],
)
async def test_a_refused_call_leaves_a_trace(
    parts, url, http, token, log_lines, troubles, sent, problem, hint
):
    """It is counted by its problem, logged with reason and fix, and the page says so until a call gets through."""
    headers = (token if "headers" not in sent else sent["headers"] or {}) | sent.get("more", {})
    call = {"headers": headers, "data": sent.get("data", HASH)}
    async with http.request(sent.get("method", "POST"), url + sent.get("path", HOOK), **call) as answer:
        status = answer.status
    during = await troubles()
    async with http.post(url + HOOK, headers=token, data=HASH):
        pass

    [line], [trouble] = log_lines(), during
    assert (line["problem"], line["status"], line["peer"]) == (problem, status, "127.0.0.1")
    assert hint in line["hint"]
    assert "1 call of the completion hook refused" in trouble
    assert hint in trouble
    assert await troubles() == []
    assert parts.hook_calls.refused_total == {problem: 1}


async def test_a_flood_of_refused_calls_is_one_line_a_minute(url, http, log_lines, clock, troubles):
    """All are counted, and one a minute is logged."""
    for _ in range(20):
        async with http.post(url + HOOK, data=HASH):
            pass
    first = len(log_lines())
    clock.advance(timedelta(minutes=1))
    async with http.post(url + HOOK, data=HASH):
        pass
    async with http.get(f"{url}/metrics") as answer:
        figures = await answer.text()

    assert (first, len(log_lines())) == (1, 2)
    assert "21 calls of the completion hook refused" in (await troubles())[0]
    assert 'shelfhook_hook_calls_refused_total{problem="no_token"} 21.0' in figures


async def test_what_is_no_call_of_the_hook_leaves_none(parts, url, http, token):
    """Other paths, calls that are taken, and a store that is away for a moment are not its business."""
    for method, path in (("GET", "/nothing"), ("POST", "/api/cycles/search"), ("POST", HOOK)):
        async with http.request(method, url + path, headers=token if path == HOOK else {}, data=HASH):
            pass

    assert parts.hook_calls.refused_total == {}


async def test_a_callers_words_stay_one_line(url, http, token, log_lines):
    """The name of an unknown host is the caller's: it is shown short and plain."""
    async with http.post(url + HOOK, headers=token | {"Host": "x\u202e" + "y" * 300}, data=HASH):
        pass

    said = log_lines()[0]["reason"]
    assert "\u202e" not in said
    assert len(said) < 200


async def test_the_doctor_knows_and_its_own_call_proves_nothing(tmp_path):
    """It names what was refused, also while the same line works from here, until qBittorrent's call gets through."""
    async with healthy(tmp_path) as world, world.daemon() as daemon:
        call = daemon.parts.access.url + HOOK
        async with daemon_client(daemon) as http:
            async with http.post(call, headers={"Authorization": ""}, data=HASH):
                pass
            refused = await round_trip(daemon)
            again = await round_trip(daemon)
            async with http.post(call, data=HASH):
                pass
            mended = await round_trip(daemon)

    assert (refused.result, again.result, mended.result) == (Result.BROKEN, Result.BROKEN, Result.OK)
    assert "with 401: it had no token" in again.evidence
    assert "hook.hdr" in (again.mend or "")


def daemon_client(daemon):
    token = daemon.parts.access.token.get_secret_value()
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"})


async def round_trip(daemon):
    return {one.name: one for one in await examine(daemon.patient)}["hook's round trip"]
