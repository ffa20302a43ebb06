"""Searching MAM in a real browser, from the words to the approved download."""

from dataclasses import replace

import pytest
from selenium.webdriver.common.keys import Keys
from staging import HOSTILE

from sandbox.catalogue import listing

LOADED = "return [...document.querySelectorAll('.poster img')].filter(one => one.complete && one.naturalWidth > 1).length"
PLACE = (
    "const box = document.querySelector('#torrent-9000401 form[action=\"/api/downloads\"] button').getBoundingClientRect();"
    "return [box.x + box.width / 2, box.y + box.height / 2]"
)
UNDER = "return document.elementFromPoint(arguments[0], arguments[1])?.closest('button, a')?.outerHTML"
"""What a second click would meet at that place."""


@pytest.fixture
async def found(house, tab):
    """The results of a search that was typed and sent with the keyboard alone; one of them means harm."""
    hostile = f"Project Hail Mary {HOSTILE}"
    house.stage.mam.list_also(
        replace(listing(9000401), torrent_id=9300001, title=hostile, narrators=(HOSTILE,))
    )
    house.stage.mam.add_poster(9000401)
    house.clock.hurried = True
    await tab.open("/search")
    await tab.type("input[name=q]", "project hail mary andy weir" + Keys.ENTER)
    await tab.until_said("The book you searched for", "#torrent-9000401")
    await tab.live()
    return tab


async def test_from_the_words_to_the_download(house, found):
    """Found with its cover, added, approved and taken back in its own row, where a second click meets nothing."""
    covers, asked = await found.until(LOADED), len(house.stage.mam.visits)
    place = await found.run(PLACE)

    added = await found.press("/api/downloads")
    await found.until_said("proposed", "#torrent-9000401")
    under = await found.run(UNDER, *place)
    approved = await found.press("/api/downloads/1/approve")
    await found.until_said("approved", "#torrent-9000401")
    await found.press("/api/downloads/1/reconsider")
    await found.until_said("proposed", "#torrent-9000401")

    record = await house.daemon.parts.store.downloads.by_id(1)
    assert (covers, added) == (1, "“Project Hail Mary” is proposed")
    assert under is None
    assert approved.startswith("“Project Hail Mary” is approved")
    assert (record.mam_id, record.status) == (9000401, "proposed")
    assert len(house.stage.mam.visits) == asked


async def test_the_results_fit_every_screen(found):
    """Light and dark, wide and narrow, nothing is cut off and nothing is hard to read."""
    await found.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    seen = await found.faults()
    await found.phone(320)
    seen += await found.too_wide()
    await found.dark()
    seen += await found.faults()

    assert seen == []
    assert await found.run("return typeof harmed") == "undefined"
    assert await found.until("return document.querySelector('#torrent-9300001')")
