"""What is left alone is in a list, with its name and the reason, until it is handled or gone."""

import pytest
from holding import report, run_cycle

from domain.facts import Status
from store.views.paging import Slice


@pytest.fixture
def listed(daemon):
    """Name, category and reason of each that is listed."""

    async def read(text: str = "") -> list[tuple[str, str, str]]:
        found = await daemon.parts.store.views.pages.left_alone(Slice(0, 100), text=text)
        return [(one.name, one.category, one.reason) for one in found.rows]

    return read


async def test_a_torrent_that_is_not_from_mam_is_listed(stage, daemon, clock, hold, listed):
    """It has a name, and can be searched for; anyone who checks it again gets the same answer, once."""
    info_hash = hold("1.m4b", comment="", name="Some Random Album (2019)", category="audiobooks")
    stage.mam.register_torrent(9000401, b"", "0" * 40)

    for _ in range(2):
        await report(daemon, clock, info_hash)
        assert await listed("random") == [
            ("Some Random Album (2019)", "audiobooks", "not a torrent from MyAnonamouse")
        ]
    assert await listed("other") == []


async def test_another_category_is_listed_until_it_is_ours(daemon, clock, hold, stage, listed):
    """With the reason; once it has a record it is a download."""
    info_hash = hold("1.m4b", category="tv")
    await report(daemon, clock, info_hash)
    [(name, category, reason)] = await listed()

    stage.client.torrents[info_hash].fields["category"] = "audiobooks"
    await run_cycle(daemon, "reconcile")

    assert (name, category) == ("Book", "tv")
    assert reason.startswith("its category tv is not audiobooks of QBITTORRENT_CATEGORY")
    assert await listed() == []
    assert (await daemon.parts.store.downloads.by_info_hash(info_hash)).status is Status.WAITING_FOR_ITEM


async def test_what_finished_before_is_listed_by_the_next_run(daemon, hold, stage, listed):
    """Also without a hook, whatever its category; an unfinished one is not, and what is gone leaves the list."""
    tv = hold("1.m4b", category="Audiobooks", name="A")
    hold("1.m4b", category="", name="B", number=9000703, folder=stage.folder / "b")
    hold(
        "1.m4b",
        category="tv",
        name="C",
        number=9000404,
        folder=stage.folder / "c",
        progress=0.5,
        amount_left=7,
        state="downloading",
    )

    await run_cycle(daemon, "reconcile")
    before = await listed()
    del stage.client.torrents[tv]
    await run_cycle(daemon, "reconcile")

    assert {name for name, _, _ in before} == {"A", "B"}
    assert all(reason for _, _, reason in before)
    assert [name for name, _, _ in await listed()] == ["B"]


async def test_what_an_older_version_dropped_is_listed(stage, daemon, clock, hold, listed):
    """A handled completion without a record was of no torrent from MAM."""
    info_hash = hold("1.m4b", comment="", name="Old One", category="audiobooks")
    stage.mam.register_torrent(9000401, b"", "0" * 40)
    await report(daemon, clock, info_hash)
    await daemon.parts.store.left_alone.forget([info_hash])

    await run_cycle(daemon, "reconcile")

    assert await listed() == [("Old One", "audiobooks", "not a torrent from MyAnonamouse")]
