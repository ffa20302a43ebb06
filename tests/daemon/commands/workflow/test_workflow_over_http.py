"""The six phases, asked of the daemon that has the store."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from typer.testing import CliRunner

from daemon.cli import app
from daemon.wiring.daemon import Daemon, build
from domain.errors import NeedsPersonError
from domain.events import SearchDue
from sandbox.mam import Fault
from tests.fixtures.daemons import published
from tests.fixtures.stores import ready_state


@pytest.fixture
async def daemon(make_settings, clock) -> AsyncIterator[Daemon]:
    """A daemon that runs: its server answers, and its dispatcher works."""
    async with (
        build(make_settings(), clock) as daemon,
        published(daemon),
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(daemon.dispatcher.run())
        yield daemon
        daemon.dispatcher.stop()


async def test_the_daemon_does_it_all(daemon, run_phases, stage, shelve):
    """The same lines come from the daemon's runs, in its pace; nothing is started beside it."""
    shelve("Project Hail Mary", "Andy Weir")

    told = await run_phases(mam_id=None, abs_token=None)

    assert told.good
    assert told.result(0) == "Success: all required settings are set"
    assert told.result(2) == "Success: 10 searches: 61 recordings found, 48 proved"
    assert told.result(5) == "Success: 9 records created"
    assert told.result(6) == "Success: 1 book looked up, 1 found, 1 filled"
    runs = await daemon.parts.store.runs.recent()
    assert [run.kind for run in runs] == ["enrichment", "library-sync", "search"]
    assert stage.mam.violations == []


async def test_a_run_that_is_open_is_followed(daemon, run_phases):
    """A cycle never runs beside itself: the phases show the one that is under way."""
    await daemon.timer.cycles.start(
        "search", trigger="timer", first=lambda run: SearchDue(run=run, examples=True)
    )

    told = await run_phases()

    assert told.result(2).startswith("Success: 10 searches: ")
    assert [run.trigger for run in await daemon.parts.store.runs.recent(kind="search")] == ["timer"]


async def test_a_dry_run_through_the_daemon(daemon, run_phases, stage, shelve):
    """The daemon searches and looks, and makes no record and no run."""
    shelve("Project Hail Mary", "Andy Weir")

    told = await run_phases(dry_run=True)

    assert told.good
    assert told.result(5) == "Success: 9 records would be created"
    assert await daemon.parts.store.downloads.recent() == []
    assert await daemon.parts.store.runs.recent() == []
    assert stage.shelf.writes == []


async def test_the_daemon_keeps_what_waits(daemon, run_phases, stage):
    """A run that waits is not ended: it continues in the daemon."""
    stage.mam.always(Fault.UNAVAILABLE, path="/tor/js/loadSearchJSONbasic.php")

    told = await run_phases()

    assert not told.good
    assert "run 1 continues in the daemon" in told.result(2)
    assert await daemon.parts.store.runs.open_run("search") is not None


async def test_an_owner_that_does_not_answer(make_settings, run_phases, clock):
    """A store that somebody has and no one answers for is left alone."""
    async with build(make_settings(), clock):
        with pytest.raises(NeedsPersonError, match="daemon is in use by process"):
            await run_phases()


async def test_an_unknown_service(daemon, make_settings):
    """The answer names those that there are."""
    from daemon.commands.desk import Desk
    from domain.errors import NotFoundError

    with pytest.raises(NotFoundError, match="audiobookshelf, google_books, mam and qbittorrent"):
        await asyncio.to_thread(Desk.of(make_settings().state_dir).send, "/api/checks/plex", {})


@pytest.fixture
def shell(stage, tmp_path) -> Callable[..., object]:
    """Runs the command as typed, with the stage's settings and others in the environment."""

    async def invoke(*arguments: str, **others: str):
        env = stage.environment(ready_state(tmp_path / "state")) | others
        return await asyncio.to_thread(CliRunner(env=env).invoke, app, ["workflow", *arguments])

    return invoke


async def test_the_command_reports_by_its_status(daemon, shell, stage):
    """0 when all went well, 1 when a phase failed."""
    good = await shell()
    stage.mam.down = True
    bad = await shell()

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert good.output.startswith("[PHASE 0] Configuration...\n------------------------------------\n")
    assert "\x1b" not in good.output


async def test_wrong_settings_are_named(shell):
    """Nothing is run, and each phase says why."""
    told = await shell(ENRICHMENT_CRON="sometimes", SEARCH_QUERIES="[[1]]")

    assert told.exit_code == 1
    assert "  Setting: ENRICHMENT_CRON: " in told.output
    assert told.output.count("Not run: it needs PHASE 0\n") == 6
