"""What MAM does not answer, or answers wrongly, changes no record; and it is not asked again and again."""

from datetime import timedelta

import pytest
from aiohttp import web
from pydantic import SecretStr

from daemon.wiring.daemon import build
from domain.facts import RunStatus, Status
from sandbox.catalogue import CATALOGUE
from sandbox.mam import Fault

BOOK, TITLE = 9000401, "Project Hail Mary"
OTHER = next(one.torrent_id for one in CATALOGUE if one.torrent_id != BOOK and one.main_cat == 13)
DAY = timedelta(days=1)

ODD = {
    "another torrent": {"id": OTHER},
    "no id": {"id": ...},
    "no title": {"title": ""},
    "authors that cannot be read": {"author_info": "{not json"},
}


async def test_a_torrent_that_is_gone_keeps_its_record(world, stage, daemon, clock, record):
    """It is noted, nothing is written, and MAM is asked at the next interval only; there again, the note goes."""
    await world.finish(daemon)
    listings = stage.mam.site.listings
    stage.mam.remove(BOOK)
    before = await record()

    run = await world.next_day(daemon)

    gone, reads = await record(), world.reads()
    assert (run.counts["gone"], run.counts.get("errors")) == (1, None)
    assert (gone.recording, gone.status) == (before.recording, Status.APPLIED)
    assert gone.gone_from_mam_at == gone.refreshed_at
    assert gone.refresh_due_at - before.created_at > timedelta(days=6)
    await world.next_day(daemon, 5)
    assert world.reads() == reads

    stage.mam.site.listings = listings
    await world.next_day(daemon, 2)
    assert world.reads() == reads + 1
    assert (await record()).gone_from_mam_at is None


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_answer_of_no_use_changes_nothing(world, stage, daemon, record, odd):
    """It is an error of the run, and the record is read again the next day."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, narrators=("Somebody Else",), row_overrides=odd)
    before = await record()

    run = await world.next_day(daemon)

    after = await record()
    assert (run.status, run.counts["errors"], len(run.errors)) == (RunStatus.DONE, 1, 1)
    assert TITLE in run.errors[0]
    assert after.recording == before.recording
    assert after.refreshed_at is None
    assert after.gone_from_mam_at is None
    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]
    reads = world.reads()
    stage.mam.correct(BOOK, row_overrides={})
    await world.refresh(daemon)
    assert world.reads() == reads
    assert (await world.next_day(daemon)).counts["corrections"] == 1


@pytest.mark.parametrize("fault", [Fault.OTHER_ERROR, Fault.MESSAGE, Fault.NOT_FOUND])
async def test_nonsense_from_mam_is_the_record_s_own_error(world, stage, daemon, record, fault):
    """The next record is read all the same."""
    await world.finish(daemon)
    await world.finish(daemon, OTHER)
    await world.refresh(daemon)
    world.clock.advance(DAY)
    stage.mam.fail_next(fault, path="/tor/js")

    run = await world.refresh(daemon)

    assert (run.counts["read"], run.counts["errors"]) == (2, 1)


@pytest.mark.parametrize("changes", [{"mam_refresh_per_day": 1}])
async def test_an_outage_is_waited_out_and_paid_once(world, stage, daemon, clock, record, changes):
    """The run waits, with one reading of the day's budget however often MAM was tried, and then goes on."""
    await world.finish(daemon)
    await world.refresh(daemon)
    clock.advance(DAY)
    stage.mam.correct(BOOK, narrators=("Somebody Else",))
    stage.mam.always(Fault.BAD_GATEWAY)
    run = await world.start(daemon)
    for _ in range(10):
        await world.handle_all(daemon)
        clock.advance(timedelta(minutes=10))
    assert (await daemon.parts.store.runs.by_id(run.id)).ended_at is None

    stage.mam.always(None)
    run = await world.refresh(daemon, run)

    assert (run.counts["read"], run.counts["corrections"]) == (1, 1)


async def test_a_refused_session_is_asked_once_and_waited_for(world, stage, settings, clock):
    """The run waits with its records, MAM is not asked again, and with a new session it goes on."""
    async with build(settings, clock) as daemon:
        await world.finish(daemon)
        await world.finish(daemon, OTHER)
        await world.refresh(daemon)
        clock.advance(DAY)
        stage.mam.end_sessions()
        run, before = await world.start(daemon), len(stage.mam.visits)
        for _ in range(6):
            await world.handle_all(daemon)
            clock.advance(timedelta(hours=7))
        found = await daemon.parts.store.runs.by_id(run.id)
        assert (found.ended_at, found.counts.get("read")) == (None, None)
        assert len(stage.mam.visits) - before <= 2  # the search, and what proves that the session is dead

    again = settings.model_copy(update={"mam_id": SecretStr(stage.mam.new_session())})
    async with build(again, clock) as daemon:
        await daemon.claims.take_back(now=clock.now())
        run = await world.refresh(daemon, run)

    assert (run.status, run.counts["read"]) == (RunStatus.DONE, 2)


async def test_while_the_torrent_client_is_away_mam_is_not_asked(world, stage, daemon, clock):
    """Without it no one knows whether the torrent is still in it; the run goes on when it is back."""
    await world.finish(daemon)
    await world.refresh(daemon)
    clock.advance(DAY)
    before = len(stage.mam.visits)
    stage.client.answer = lambda: web.Response(status=503)
    run = await world.start(daemon)
    for _ in range(5):
        await world.handle_all(daemon)
        clock.advance(timedelta(minutes=1))
    assert len(stage.mam.visits) == before

    stage.client.answer = None
    run = await world.refresh(daemon, run)

    assert run.counts["read"] == 1


async def test_a_store_of_two_daemons_reads_a_record_once(world, stage, settings, clock):
    """What one has read is not due for the other, and the run is one."""
    async with build(settings, clock) as daemon:
        await world.finish(daemon)
        await world.next_day(daemon)
        reads = world.reads()
        assert await daemon.api.cycles.start("refresh", trigger="person")
        assert await daemon.api.cycles.start("refresh", trigger="person") is None
    async with build(settings, clock) as daemon:
        await daemon.claims.take_back(now=clock.now())
        await world.handle_all(daemon)

    assert world.reads() == reads
