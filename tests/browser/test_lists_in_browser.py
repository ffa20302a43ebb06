"""The lists in a real browser: what is typed narrows them at once, and what was asked for is in the address."""

from handlers.library.newest import REFRESHED_EVERY
from sandbox import pictures


async def test_what_is_typed_narrows_the_list(house, lived_in, tab):
    """Without a reload and without losing what is typed; the address finds the same again, also without scripts."""
    await tab.open("/downloads?show=done")
    await tab.run("window.sameDocument = true")
    await tab.run("document.querySelector('[type=search]').focus()")

    await tab.type("[type=search]", "radiance")
    await tab.until("return document.querySelectorAll('.list tbody tr').length === 1")
    await tab.until("return location.search.includes('q=radiance')")

    address = await tab.do(lambda driver: driver.current_url)
    assert "show=done" in address
    assert await tab.run("return window.sameDocument") is True
    assert await tab.run("return document.activeElement.value") == "radiance"
    await tab.scripts(on=False)
    await tab.open(address.removeprefix(house.url))
    assert "Words of Radiance" in await tab.text(".list")
    await tab.scripts(on=True)


async def test_a_list_stays_narrow_while_things_happen(house, lived_in, tab):
    """What changes meanwhile is shown within what was asked for."""
    await tab.open("/downloads?q=radiance")
    await tab.live()
    await house.propose(9000703)

    await tab.until_said("1 to 1 of 1", ".pages")
    assert await tab.run("return document.querySelectorAll('.list tbody tr').length") == 1


async def test_the_library_is_seen_with_its_covers(house, lived_in, tab):
    """Each bar of the coverage leads to the books that lack it, and their covers come through shelfhook."""
    book = house.stage.shelf.item("Words of Radiance")
    house.stage.shelf.covers.upload(house.stage.shelf.library, book, "jpg", pictures.jpeg(500, 500))
    house.clock.advance(REFRESHED_EVERY)
    house.stage.shelf.edit(book.id, tags=["seen"])  # so that the library's list shows it as changed
    await house.read_library()
    await tab.open("/")
    bars = await tab.run(
        "return [...document.querySelectorAll('.bars a')].map(one => one.getAttribute('href'))"
    )
    await tab.open("/books?q=radiance")

    await tab.until(
        "const one = document.querySelector('.shelf img'); return one.complete && one.naturalWidth > 0"
    )

    assert "/books?lacks=narrators" in bars
    assert await tab.run("return new URL(document.querySelector('.shelf img').src).origin") == house.url


async def test_lists_fit_the_screen(lived_in, tab):
    """Columns on a wide one, which it fills; cards on a phone, whose links are 24 pixels high and times are exact."""
    await tab.open("/downloads")
    wide = await tab.run("return getComputedStyle(document.querySelector('.list tr')).display")
    sorts = await tab.run("return [...document.querySelectorAll('.list th a')].map(one => one.textContent)")
    await tab.phone(360)
    await tab.open("/downloads")
    narrow = await tab.run("return getComputedStyle(document.querySelector('.list tr')).display")
    low = await tab.run(
        "return [...document.querySelectorAll('main a')].filter(one => one.checkVisibility() "
        "&& Math.min(...[...one.getClientRects()].map(box => box.height)) < 24).map(one => one.textContent)"
    )

    assert (wide, narrow) == ("table-row", "block")
    assert sorts == ["Book", "Author", "Narrator", "Added"]
    assert low == []
