"""Makes the pictures of docs/images: ``make screenshots``."""

import pytest
from real_library import live_in
from staging import NOTHING_SET, opened

from tests.fixtures.places import ROOT

IMAGES = ROOT / "docs" / "images"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
async def house(stage, clock, tmp_path):
    """A house with a list of books to search for."""
    listed = '[["Brandon Sanderson", "The Stormlight Archive"], ["N. K. Jemisin", "The Broken Earth"]]'
    async with opened(stage, clock, tmp_path / "state", search_queries=listed) as house:
        yield house


async def test_the_pictures_of_a_library(house, tab, chrome):
    """The main pages, light, dark and on a phone."""
    await live_in(house, chrome)
    book = (await house.daemon.parts.store.downloads.by_id(2)).item_id
    for path, name in (
        ("/", "overview"),
        ("/search?q=Sanderson", "search"),
        ("/downloads/2", "download"),
        ("/books", "library"),
        (f"/books/{book}", "book"),
    ):
        await tab.open(path)
        await tab.picture(IMAGES / f"{name}.png")
    await tab.dark()
    await tab.open()
    await tab.picture(IMAGES / "overview-dark.png")
    await tab.phone()
    await tab.open("/downloads/2")
    await tab.picture(IMAGES / "download-phone-dark.png")
    await tab.dark(on=False)
    await tab.open()
    await tab.picture(IMAGES / "overview-phone.png")


async def test_the_picture_of_a_first_visit(stage, clock, tmp_path, tab_of):
    """Nothing is set up."""
    async with opened(stage, clock, tmp_path / "first", **NOTHING_SET) as house:
        tab = tab_of(house.url)
        await tab.open()

        await tab.picture(IMAGES / "first-visit.png")
