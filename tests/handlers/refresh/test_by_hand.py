"""A person has a record read at once, and sees what was corrected."""

from datetime import timedelta

import aiohttp
import pytest

from sandbox.catalogue import CATALOGUE

BOOK, TITLE = 9000401, "Project Hail Mary"
OTHER = next(one.torrent_id for one in CATALOGUE if one.torrent_id != BOOK and one.main_cat == 13)
NARRATORS = ("Ray Porter", "Another Voice")


@pytest.fixture
async def api(url, token):
    """A caller with the token."""
    async with aiohttp.ClientSession(url, headers=token) as session:
        yield session


@pytest.mark.parametrize("changes", [{}, {"mam_refresh_per_day": 0}])
async def test_a_record_is_read_at_once(world, stage, daemon, api, changes):
    """The answer says what was corrected, and it is written; also where the cycle is off."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, narrators=NARRATORS)

    answer = await api.post("/api/downloads/1/refresh")

    told = {"field": "narrators", "before": ["Ray Porter"], "after": list(NARRATORS)}
    assert answer.status == 200
    assert await answer.json() == {"download": 1, "gone": False, "corrections": [told]}
    await world.handle_all(daemon)
    assert stage.shelf.item(TITLE).narrators == list(NARRATORS)
    shown = await (await api.get("/api/downloads/1")).json()
    assert (shown["status"], shown["recording"]["narrators"]) == ("applied", list(NARRATORS))
    assert [{name: one[name] for name in told} for one in shown["corrections"]] == [told]
    assert shown["corrections"][0]["run_id"] is None
    assert shown["refreshed_at"] == shown["corrections"][0]["at"]


@pytest.mark.parametrize("changes", [{"mam_refresh_per_day": 1}])
async def test_a_person_s_word_is_not_counted(world, stage, daemon, api, clock, changes):
    """Three by hand leave the day's budget as it is, keep MAM's pace, and put off what was planned."""
    await world.finish(daemon)
    await world.finish(daemon, OTHER)
    await world.refresh(daemon)
    clock.advance(timedelta(days=1))

    for _ in range(3):
        assert (await api.post("/api/downloads/1/refresh")).status == 200
    run = await world.refresh(daemon)

    assert run.counts["read"] == 1
    assert (await daemon.parts.store.downloads.by_id(2)).refreshed_at is not None
    assert stage.mam.smallest_spacing() >= timedelta(seconds=2)


async def test_what_mam_has_no_more_is_said(world, stage, daemon, api):
    """The record stays, and the page says that the torrent is gone."""
    await world.finish(daemon)
    stage.mam.remove(BOOK)

    answer = await (await api.post("/api/downloads/1/refresh")).json()
    page = await (await api.get("/downloads/1")).text()

    assert answer == {"download": 1, "gone": True, "corrections": []}
    assert "MyAnonamouse no longer has this torrent" in page
    assert "Ray Porter" in page


async def test_a_refused_session_is_said(world, stage, daemon, api):
    """As by every other question to MAM, which is not asked a second time."""
    await world.finish(daemon)
    stage.mam.end_sessions()

    first = await api.post("/api/downloads/1/refresh")
    asked = len(stage.mam.visits)
    second = await api.post("/api/downloads/1/refresh")

    assert (first.status, second.status) == (409, 409)
    assert "shelfhook retry mam" in (await second.json())["detail"]
    assert len(stage.mam.visits) == asked


async def test_there_is_no_record_to_read(daemon, api):
    """A number that is none is not found."""
    assert (await api.post("/api/downloads/7/refresh")).status == 404


async def test_pages_show_what_was_corrected_and_when_it_is_read_again(world, stage, daemon, api):
    """The download's page and the run's; a correction's text is shown as text."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, narrators=("<b>Bo</b>",), mediainfo_seconds=32_400)

    run = await world.next_day(daemon)

    for path in ("/downloads/1", f"/runs/{run.id}"):
        page = await (await api.get(path)).text()
        assert "Corrections" in page
        assert "&lt;b&gt;Bo&lt;/b&gt;" in page
        assert "<b>Bo" not in page
        assert "9 h 00 min" in page
    page = await (await api.get("/downloads/1")).text()
    assert "/api/downloads/1/refresh" in page
    assert "Next time:" in page


async def test_the_command_prints_each_correction(world, stage, daemon, shelfhook):
    """`downloads refresh` says what changed or that nothing did, `downloads show` and `runs` keep reporting it."""
    await world.finish(daemon)
    stage.mam.correct(BOOK, narrators=NARRATORS)
    line = "narrators: Ray Porter -> Ray Porter, Another Voice"

    run = await world.next_day(daemon)
    nothing = await shelfhook("downloads", "refresh", "1")
    stage.mam.correct(BOOK, narrators=("Ray Porter",))
    told = await shelfhook("downloads", "refresh", "1")
    shown = await shelfhook("downloads", "show", "1")
    of_run = await shelfhook("runs", str(run.id))
    stage.mam.remove(BOOK)
    gone = await shelfhook("downloads", "refresh", "1")

    assert nothing.output == "nothing changed in the record of download 1\n"
    assert told.output == "corrected: narrators: Ray Porter, Another Voice -> Ray Porter\n"
    assert f"corrected (2026-01-16): {line}" in shown.output
    assert "refresh due at: 22 Jan 2026" in shown.output
    assert line in of_run.output
    assert gone.output == "MyAnonamouse does not have the torrent of download 1 any more; its record stays\n"
