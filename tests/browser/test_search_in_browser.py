"""Searching MAM in a real browser, from the words to the approved download."""

SEARCH = "/search?q=project+hail+mary+andy+weir"
LOADED = "return [...document.querySelectorAll('.poster img')].filter(one => one.complete && one.naturalWidth > 1).length"


async def test_from_the_words_to_the_download(house, tab):
    """Typed, found with its cover, added and approved, each where the eye is, on a phone, too; and one search at MAM."""
    house.stage.mam.add_poster(9000401)
    house.clock.hurried = True
    await tab.open("/search")
    seen = [*await tab.faults(), *await tab.too_wide()]
    await tab.type("input[name=q]", "project hail mary andy weir")
    await tab.click("form.search button")
    await tab.until_said("The book you searched for", "#torrent-9000401")
    covers = await tab.until(LOADED)
    await tab.live()
    seen += await tab.faults()
    asked = len(house.stage.mam.visits)

    added = await tab.press("/api/downloads")
    await tab.until_said("proposed", "#torrent-9000401")
    await tab.phone(320)
    seen += [*await tab.faults(), *await tab.too_wide()]
    approved = await tab.press("/api/downloads/1/approve")

    assert seen == []
    assert covers == 1
    assert (added, approved) == ("Download 1 is proposed", "Download 1 is approved")
    assert (await house.daemon.parts.store.downloads.by_id(1)).mam_id == 9000401
    assert len(house.stage.mam.visits) == asked
