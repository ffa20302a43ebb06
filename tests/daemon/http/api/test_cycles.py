"""Cycles that people start, and the runs that they look at: over HTTP and on the command line."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from daemon.cli import app
from daemon.edges.cycles import with_handlers
from daemon.parts import Parts
from domain.cycles import CYCLES
from domain.facts import ChangeSource, ChangeStatus, RunStatus
from store.changes import NewChange
from store.queue.claims import Claims, Postponed


@pytest.mark.parametrize("kind", list(CYCLES))
async def test_a_person_starts_a_cycle(parts: Parts, url, http, token, kind):
    """The answer is 202 with the run's number, and its first event waits."""
    async with http.post(f"{url}/api/cycles/{kind}", headers=token) as answer:
        body = await answer.json()

    [event] = await parts.store.inbox.recent()
    run = await parts.store.runs.by_id(body["run"])
    assert (answer.status, answer.headers["Location"]) == (202, f"/api/runs/{run.id}")
    assert (run.kind, run.trigger) == (kind, "person")
    assert event.event["run"] == run.id


@pytest.mark.databases("sqlite", "postgres")
async def test_a_cycle_that_runs_is_not_started_again(parts, url, http, token):
    """The second answer is 409, and there is one run."""
    async with http.post(f"{url}/api/cycles/search", headers=token):
        pass

    async with http.post(f"{url}/api/cycles/search", headers=token) as answer:
        body = await answer.json()

    assert (answer.status, body["detail"]) == (409, "the search cycle runs already")
    assert len(await parts.store.runs.recent()) == 1


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("nonsense", "'nonsense'; there are enrichment, library-sync, reconcile, refresh and search"),
        ("SEARCH", "'SEARCH'; did you mean search?"),
        ("library_sync", "'library_sync'; did you mean library-sync?"),
    ],
)
async def test_an_unknown_cycle(url, http, token, kind, told):
    """The answer is 404 and names the one that is meant, or those that there are."""
    async with http.post(f"{url}/api/cycles/{kind}", headers=token) as answer:
        body = await answer.json()

    assert answer.status == 404
    assert body["detail"] == f"there is no cycle {told}"


@pytest.mark.databases("sqlite", "postgres")
async def test_what_a_run_did(parts, url, http, token, clock):
    """A run shows its counts, errors and changes, and none of what its steps remember."""
    async with http.post(f"{url}/api/cycles/enrichment", headers=token) as answer:
        number = (await answer.json())["run"]
    await parts.store.runs.count(number, "a book was odd", looked=2)
    await parts.store.runs.remember(number, book="secret of a step")
    change = NewChange(
        at=clock.now(), item_id="item", field="isbn", before=None, after="9780000000000",
        status=ChangeStatus.WRITTEN, source=ChangeSource.GOOGLE_BOOKS, item_updated_at=None, run_id=number,
    )  # fmt: skip
    await parts.store.changes.plan([change])
    await parts.store.runs.end(number, status=RunStatus.DONE, reason="no book is due", now=clock.now())

    async with http.get(f"{url}/api/runs/{number}") as answer:
        body = await answer.json()

    assert body["counts"] == {"looked": 2, "errors": 1}
    assert body["errors"] == ["a book was odd"]
    assert (body["status"], body["reason"], body["ended_at"]) == (
        "done",
        "no book is due",
        "2026-01-15T12:00:00Z",
    )
    assert [(c["field"], c["after"]) for c in body["changes"]] == [("isbn", "9780000000000")]
    assert "secret of a step" not in json.dumps(body)


async def test_a_run_says_what_it_waits_for(parts, url, http, token, clock):
    """While its step waits the reason is the step's."""
    async with http.post(f"{url}/api/cycles/search", headers=token):
        pass
    claims = Claims(parts.store.db, "this daemon", parts.store.inbox.arrived)
    claim = await claims.claim_next(now=clock.now(), lease=clock.now() - clock.now())
    await claims.put_back(
        claim, Postponed(due_at=clock.now(), looks=1, wait="person", reason="log in", attempts=0)
    )

    async with http.get(f"{url}/api/runs") as answer:
        [run] = await answer.json()

    assert (run["status"], run["reason"]) == ("running", "log in")


async def test_runs_of_one_cycle(url, http, token):
    """The list may be of one cycle, and a run that is not there is 404."""
    for kind in ("search", "reconcile"):
        async with http.post(f"{url}/api/cycles/{kind}", headers=token):
            pass

    async with http.get(f"{url}/api/runs?kind=search") as answer:
        listed = await answer.json()
    async with http.get(f"{url}/api/runs/99") as missing:
        pass

    assert [run["kind"] for run in listed] == ["search"]
    assert missing.status == 404


@pytest.mark.databases("sqlite", "postgres")
async def test_frequent_runs_do_not_hide_the_daily_ones(parts, url, http, clock):
    """The list holds the last runs of each cycle, the newest first."""
    first = await parts.store.runs.start(
        "search", trigger="timer", first=CYCLES["search"].first, now=clock.now()
    )
    for _ in range(20):
        run = await parts.store.runs.start(
            "reconcile", trigger="timer", first=CYCLES["reconcile"].first, now=clock.now()
        )
        await parts.store.runs.end(run.id, status=RunStatus.DONE, reason=None, now=clock.now())

    async with http.get(f"{url}/api/runs") as answer:
        listed = [run["id"] for run in await answer.json()]

    assert listed == [*range(run.id, run.id - 15, -1), first.id]


async def test_the_page_shows_runs(parts, url, http, token, clock):
    """Each run is there, with what it counted, and a reason is text."""
    async with http.post(f"{url}/api/cycles/reconcile", headers=token) as answer:
        number = (await answer.json())["run"]
    await parts.store.runs.count(number, not_in_library=3)
    await parts.store.runs.end(number, status=RunStatus.FAILED, reason="<b>odd</b>", now=clock.now())

    async with http.get(f"{url}/runs") as answer:
        page = await answer.text()

    assert "3 not in the library yet" in page
    assert "&lt;b&gt;odd&lt;/b&gt;" in page


async def test_the_commands_start_and_show(shelfhook, parts, clock):
    """`run` says which run it started, `runs` shows it, and one run with its errors."""
    started = await shelfhook("run", "search")
    await parts.store.runs.count(1, "Rothfuss: no answer", queries=4)

    shown = await shelfhook("runs")
    one = await shelfhook("runs", "1")
    machine = await shelfhook("runs", "search", "--json")

    assert "Search, run 1: started" in started.output
    assert "4 queries" in shown.output
    assert ", by you" in one.output
    assert "error: Rothfuss: no answer" in one.output
    assert [run["id"] for run in json.loads(machine.output)] == [1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "search"), "the search cycle runs already"),
        (("run", "../x"), "there is no cycle '../x'"),
        (("runs", "99"), "there is no run 99"),
    ],
)
async def test_the_commands_show_what_is_wrong(shelfhook, arguments, told):
    """A refusal is a sentence and exit status 1."""
    await shelfhook("run", "search")

    result = await shelfhook(*arguments)

    assert result.exit_code == 1
    assert told in result.output


async def test_the_command_without_a_daemon(tmp_path, monkeypatch):
    """It says how to start one."""
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "nowhere"))

    result = await asyncio.to_thread(CliRunner().invoke, app, ["run", "search"])

    assert result.exit_code == 1
    assert "shelfhook serve" in result.output


async def test_starting_needs_the_token(parts, url, http):
    """Another site's page in the user's browser cannot start a cycle."""
    async with http.post(f"{url}/api/cycles/search") as answer:
        pass

    assert answer.status == 403
    assert await parts.store.runs.recent() == []


def test_only_cycles_with_a_handler_are_there():
    """A cycle that no one would carry out is not started."""
    assert with_handlers({"search.due", "torrent.finished"}) == {"search"}
