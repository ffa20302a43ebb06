"""A search cycle that is off, paused, or meets trouble."""

import json

from sandbox.mam import Fault

SEARCH = "/tor/js/loadSearchJSONbasic.php"
TWO = json.dumps([["Brandon Sanderson", "Stormlight"], ["Andy Weir", "Artemis"]])


async def test_off_searches_for_nothing(stage, acquirer):
    """The cycle ends with that reason, and not a single request was made."""
    daemon = await acquirer(acquisition="off")

    run = await daemon.search()

    assert (run.status, run.reason) == (
        "cancelled",
        "ACQUISITION is off: shelfhook neither searches by itself nor downloads",
    )
    assert stage.mam.visits == []
    assert await daemon.records() == []


async def test_a_pause_ends_the_cycle_at_its_next_step(stage, acquirer, clock):
    """Paused between two queries, the second is not searched for."""
    daemon = await acquirer(search_queries=TWO)
    parts = daemon.daemon.parts
    await daemon.daemon.timer.cycles.start("search", trigger="person")
    assert await daemon.daemon.dispatcher.step()
    asked = len(stage.mam.visits)

    await parts.store.switches.off("acquisition", reason="enough", now=clock.now())
    await daemon.settle()

    [run] = await parts.store.runs.recent()
    assert (run.status, run.reason, run.counts["queries"]) == (
        "cancelled",
        "search and download are paused: enough",
        1,
    )
    assert len(stage.mam.visits) == asked


async def test_a_query_that_fails_is_an_error_of_its_own(stage, acquirer):
    """An answer that is none of the site's is noted with its query, and the others are searched for."""
    stage.mam.fail_next(Fault.OTHER_ERROR, path=SEARCH)
    daemon = await acquirer(search_queries="")

    run = await daemon.search(examples=True)

    assert (run.status, run.counts["queries"], run.counts["created"]) == ("done", 10, 9)
    assert [error.partition(": MyAnonamouse")[0] for error in run.errors] == ["Brandon Sanderson: Stormlight"]


async def test_a_dead_session_ends_the_run(stage, acquirer):
    """What only a person can fix is reported as the run's failure, and not asked for ten times."""
    stage.mam.end_sessions()
    daemon = await acquirer(search_queries="")

    run = await daemon.search(examples=True)

    assert run.status == "failed"
    assert "MyAnonamouse" in run.reason
    assert len(stage.mam.visits) <= 2


async def test_an_outage_is_waited_out(stage, acquirer, clock):
    """The step waits, the run stays open, and goes on where it was."""
    stage.mam.fail_next(Fault.UNAVAILABLE, path=SEARCH)
    daemon = await acquirer()

    run = await daemon.search()
    event = await daemon.event("search.due")
    clock.advance(event.due_at - clock.now())
    await daemon.settle()

    [ended] = await daemon.daemon.parts.store.runs.recent()
    assert (run.status, event.wait) == ("running", "outage")
    assert (ended.status, len(await daemon.records())) == ("done", 1)


async def test_blocked_downloads_pause_acquisition(stage, acquirer):
    """A 406 in the middle of a cycle stops it all until a person resumes."""
    stage.mam.fail_next(Fault.BLOCKED, path=SEARCH)
    daemon = await acquirer()

    run = await daemon.search()

    assert run.status == "failed"
    assert "406" in await daemon.daemon.parts.store.switches.why_off("acquisition")
