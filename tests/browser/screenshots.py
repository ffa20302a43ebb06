"""Makes the pictures of docs/images: ``make screenshots``."""

from datetime import timedelta

from staging import NOTHING_SET, arrange, opened

from tests.fixtures.places import ROOT

IMAGES = ROOT / "docs" / "images"


async def test_the_pictures_of_a_house_that_is_lived_in(house, tab):
    """The main pages, light, dark and on a phone."""
    undecided = await arrange(house)
    for path, name in (
        ("/", "overview"),
        ("/downloads/1", "download"),
        (f"/downloads/{undecided}", "which-item"),
        ("/downloads", "downloads"),
    ):
        await tab.open(path)
        await tab.picture(IMAGES / f"{name}.png")
    await tab.dark()
    await tab.open()
    await tab.picture(IMAGES / "overview-dark.png")
    await tab.phone()
    await tab.open("/downloads/1")
    await tab.picture(IMAGES / "download-phone-dark.png")


async def test_the_picture_on_a_phone(house, tab):
    """All is well: nothing waits."""
    await house.complete(9000104)
    house.clock.advance(timedelta(minutes=3))
    await house.read_library()
    await tab.phone()
    await tab.open()

    await tab.picture(IMAGES / "overview-phone.png")


async def test_the_picture_of_a_first_visit(stage, clock, tmp_path, tab_of):
    """Nothing is set up."""
    async with opened(stage, clock, tmp_path / "first", **NOTHING_SET) as house:
        tab = tab_of(house.url)
        await tab.open()

        await tab.picture(IMAGES / "first-visit.png")
