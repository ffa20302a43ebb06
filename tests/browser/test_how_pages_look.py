"""That the pages can be read by everybody, everywhere, whatever things are called."""

import pytest
from browsing import Tab
from staging import opened

HEAVIEST = 150_000
"""In bytes."""

WIDTHS = (320, 360, 500, 800, 1920)
"""Phones, both sides of each change of the layout, and a wide screen."""


def pages(undecided: int) -> list[str]:
    return ["/", "/downloads", "/downloads/1", f"/downloads/{undecided}", "/runs", "/runs/1",
            "/history", "/check-up", "/downloads?show=left", "/books", "/downloads?q=zzz",
            "/setup/qbittorrent", "/setup/folders", "/search?q=Sanderson", "/events", "/events/log",
            "/settings", "/proposals", f"/downloads/{undecided}/item"]  # fmt: skip


@pytest.fixture
async def dry(stage, clock, tmp_path):
    """A house in a dry run. It outlives the tab, which would complain that it does not answer any more."""
    async with opened(stage, clock, tmp_path / "dry", dry_run=True) as house:
        yield house


async def test_a_dry_run_is_seen(dry, tab_of):
    """On every page, before anything else."""
    tab = tab_of(dry.url)
    for path in ("/", "/history"):
        await tab.open(path)

        assert "Dry run: nothing is written" in await tab.text(".banner")


async def test_every_page_is_for_everybody(lived_in, tab):
    """axe-core finds no serious or critical fault, light or dark; it weighs little, and is never wider than the screen."""
    faults, sizes, too_wide = {}, {}, {}
    for path in pages(lived_in):
        await tab.open(path)
        sizes[path] = await size_of_page(tab)
        faults[path] = await tab.faults()
        await tab.dark()
        faults[path] += await tab.faults("color-contrast")  # nothing else is another in the dark
        for width in WIDTHS:
            await tab.phone(width)
            too_wide[path, width] = await tab.too_wide()
        await tab.wide()
        await tab.dark(on=False)

    assert {path: found for path, found in faults.items() if found} == {}
    assert {where: found for where, found in too_wide.items() if found} == {}
    assert {path: size for path, size in sizes.items() if not 0 < size <= HEAVIEST} == {}


async def size_of_page(tab: Tab) -> int:
    """As it is sent, with styles and scripts but without covers."""
    return await tab.run(
        "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".filter(one => one.initiatorType !== 'img').reduce((sum, one) => sum + one.encodedBodySize, 0)"
    )


async def test_dark_follows_the_system(house, tab):
    """Light on dark where the system says so, without anything else to set."""
    await tab.open()
    light = await tab.run("return getComputedStyle(document.body).backgroundColor")
    await tab.dark()
    dark = await tab.run("return getComputedStyle(document.body).backgroundColor")

    assert light == "rgb(246, 245, 241)"
    assert dark == "rgb(20, 24, 22)"


async def test_hostile_names_do_no_harm(house, tab):
    """Markup is text, turned text keeps to itself, and ten thousand characters stay within the screen."""
    number = await house.leave_hostile()
    await tab.phone(360)
    for path in ("/", "/downloads", f"/downloads/{number}", "/history"):
        await tab.open(path)

        assert await tab.run("return window.harmed") is None
        assert await tab.too_wide() == []
        assert (
            await tab.run("return document.querySelectorAll('main img, main script, main iframe').length")
            == 0
        )
        assert await tab.run("return document.documentElement.scrollHeight") < 12_000
