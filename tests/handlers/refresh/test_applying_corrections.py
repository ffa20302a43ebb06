"""What MAM corrected reaches the book, under the same rules as the first time."""

from datetime import timedelta
from types import MappingProxyType

import pytest

from daemon.wiring.daemon import build
from domain.facts import Status
from domain.policy import DEFAULT_POLICY, FieldName, Rule
from sandbox.catalogue import SeriesPlace

BOOK, TITLE = 9000401, "Project Hail Mary"
NARRATORS = ("Ray Porter", "Another Voice")


async def test_a_correction_reaches_the_item(world, stage, daemon, record):
    """The narrators that MAM names now are written, with before and after, and the download stays applied."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, narrators=NARRATORS)

    run = await world.next_day(daemon)

    [correction] = await daemon.parts.store.corrections.of_run(run.id)
    download = await record()
    assert (correction.field, correction.before, correction.after) == (
        "narrators",
        ["Ray Porter"],
        list(NARRATORS),
    )
    assert stage.shelf.item(TITLE).narrators == list(NARRATORS)
    assert (download.status, download.recording.narrators) == (Status.APPLIED, NARRATORS)
    assert (run.counts["read"], run.counts["corrected"], run.counts["corrections"]) == (1, 1, 1)
    newest = (await daemon.parts.store.changes.recent())[0]
    assert (newest.before, newest.after, newest.download_id) == (["Ray Porter"], list(NARRATORS), download.id)


async def test_what_mam_learned_fills_what_was_empty(world, stage, daemon):
    """A series that MAM did not know at first is written, as its rule "empty" allows; another one later is not."""
    await world.finish(daemon)
    assert stage.shelf.item(TITLE).series == []

    for days, name in ((1, "Hail Mary"), (6, "Another Name")):
        stage.mam.correct(BOOK, series=(SeriesPlace(name, "01"),))
        assert (await world.next_day(daemon, days)).counts["corrections"] == 1

    [series] = stage.shelf.item(TITLE).series
    assert (series.name, series.sequence) == ("Hail Mary", "1")


async def test_what_is_the_same_is_no_correction(world, stage, daemon, record):
    """More seeders than yesterday are kept and reported nowhere, and Audiobookshelf is not asked."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, seeders=4321, snatched=9876)
    asked = len(stage.shelf.requests)

    run = await world.next_day(daemon)

    assert run.counts["corrections"] == 0
    assert (await record()).recording.seeders == 4321
    assert len(stage.shelf.requests) == asked
    assert await daemon.parts.store.corrections.of_download((await record()).id) == []


async def test_a_person_s_edit_stays(world, stage, daemon):
    """The correction is kept, and the field is the person's."""
    await world.finish(daemon)
    stage.shelf.edit(TITLE, narrators=["My Own Spelling"])
    stage.mam.correct(BOOK, narrators=NARRATORS)

    run = await world.next_day(daemon)

    assert run.counts["corrections"] == 1
    assert stage.shelf.item(TITLE).narrators == ["My Own Spelling"]


@pytest.mark.parametrize("rule", [Rule.EMPTY, Rule.NEVER])
async def test_a_field_that_is_only_filled_stays(world, stage, settings, clock, rule):
    """Under the rules "empty" and "never" a correction replaces nothing."""
    policy = MappingProxyType({**DEFAULT_POLICY, FieldName.NARRATORS: rule})
    async with build(settings.model_copy(update={"metadata_policy": policy}), clock) as daemon:
        await world.finish(daemon)
        before = stage.shelf.item(TITLE).narrators
        stage.mam.correct(BOOK, narrators=NARRATORS)

        run = await world.next_day(daemon)

    assert run.counts["corrections"] == 1
    assert stage.shelf.item(TITLE).narrators == before


async def test_an_empty_value_clears_nothing(world, stage, daemon, record):
    """A fact that MAM states no more is a correction, and the item keeps what it holds."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, narrators=())

    run = await world.next_day(daemon)

    [correction] = await daemon.parts.store.corrections.of_run(run.id)
    assert (correction.before, correction.after) == (["Ray Porter"], [])
    assert (await record()).recording.narrators == ()
    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]


async def test_a_field_that_a_person_took_back_stays_so(world, stage, daemon):
    """A change that was undone is not made again by a correction."""
    await world.finish(daemon)
    [change] = [one for one in await daemon.parts.store.changes.recent() if one.field == "narrators"]
    await daemon.api.undo.change(change.id)
    stage.mam.correct(BOOK, narrators=NARRATORS)

    await world.next_day(daemon)

    assert stage.shelf.item(TITLE).narrators == []


async def test_a_crash_between_record_and_write_loses_nothing(world, stage, settings, clock):
    """The corrected record and its completion are one transaction: the next daemon writes it, once."""
    async with build(settings, clock) as daemon:
        await world.finish(daemon)
        await world.refresh(daemon)
        clock.advance((await daemon.parts.store.downloads.recent())[0].refresh_due_at - clock.now())
        stage.mam.correct(BOOK, narrators=NARRATORS)
        await world.start(daemon)
        while not await daemon.parts.store.corrections.of_download(1):
            assert await daemon.dispatcher.step()
    assert stage.shelf.item(TITLE).narrators == ["Ray Porter"]
    reads = world.reads()

    async with build(settings, clock) as daemon:
        await daemon.claims.take_back(now=clock.now())
        await world.handle_all(daemon)
        assert len(await daemon.parts.store.corrections.of_download(1)) == 1

    assert stage.shelf.item(TITLE).narrators == list(NARRATORS)
    assert world.reads() == reads


async def test_a_book_that_left_the_library_is_not_waited_for(world, stage, daemon, record):
    """Its download stays applied with the corrected record; nothing waits, and no scan is asked for."""
    await world.finish(daemon)
    [item] = stage.shelf.items()
    stage.shelf.forget(item.id)
    await daemon.parts.store.mirror.lost([item.id], now=world.clock.now())
    stage.mam.correct(BOOK, narrators=NARRATORS)

    await world.next_day(daemon)

    download = await record()
    assert (download.status, download.recording.narrators) == (Status.APPLIED, NARRATORS)
    assert (await daemon.parts.store.inbox.depth()).waiting == 0


async def test_what_waits_for_its_item_gets_the_corrected_values(world, stage, daemon, record):
    """A record is read again also while its book is not in the library yet."""
    await world.finish(daemon, scanned=False)
    assert (await record()).status is Status.WAITING_FOR_ITEM
    stage.mam.correct(BOOK, narrators=NARRATORS)

    await world.next_day(daemon)
    stage.shelf.scan_library()
    world.clock.advance(timedelta(hours=7))
    await world.handle_all(daemon)

    assert stage.shelf.item(TITLE).narrators == list(NARRATORS)
    assert (await record()).status is Status.APPLIED
