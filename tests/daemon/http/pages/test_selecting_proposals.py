"""Proposals: all of a page are selected by a link, and each says what its book is about."""

import re

import pytest

from domain.facts import Status
from domain.recording import Recording

BLURB = "Stranded on Mars, & <b>alone</b>.\n\n" + "He has to science his way home. " * 40
BOX = r'<input type="checkbox" name="numbers" value="(\d+)"[^>]*?( checked)?>'


@pytest.fixture
async def propose(parts, clock):
    async def propose(*numbers: int) -> None:
        for number in numbers:
            recording = Recording(torrent_id=number, title=f"Chains {number}", description=BLURB)
            await parts.store.downloads.create(
                recording,
                hashes=(None, None, None),
                found_by="a test",
                status=Status.PROPOSED,
                now=clock.now(),
            )

    await propose(*range(1, 13))
    return propose


def ticked(page: str) -> list[bool]:
    return [bool(checked) for _, checked in re.findall(BOX, page)]


def address(page: str, words: str) -> str:
    """Where the link of these words leads."""
    return re.search(rf'<a href="([^"]+)">{words}</a>', page)[1].replace("&amp;", "&")


async def test_a_link_selects_all_that_the_page_shows(propose, page_of):
    """Of that page alone, without scripts; another link selects none."""
    first = await page_of("/proposals")
    selected = await page_of(address(first, "Select all on this page"))
    second = await page_of("/proposals?page=2")

    assert ticked(first) == ticked(await page_of(address(selected, "Select none"))) == [False] * 10
    assert ticked(selected) == [True] * 10
    assert ticked(await page_of(address(second, "Select all on this page"))) == [True] * 2


async def test_what_comes_later_is_not_selected(propose, page_of, parts, clock):
    """An open page is asked for again with the moment of its load: no one has seen what it shows then for the first time."""
    loaded = await page_of("/proposals?select=all&page=2")
    open_page = re.search(r'hx-get="([^"]+)"', loaded)[1].replace("&amp;", "&")
    await propose(13)

    assert "select=all" in open_page
    assert ticked(await page_of(open_page)) == [False] * 3


async def test_a_card_has_the_beginning_of_the_description(propose, page_of):
    """As plain text; the download's page has the whole of it."""
    card, whole = await page_of("/proposals"), await page_of("/downloads/1")

    [blurb, *_] = re.findall(r'<p class="blurb"><bdi>(.*?)</bdi></p>', card, re.DOTALL)
    assert blurb.startswith("Stranded on Mars, &amp; &lt;b&gt;alone")
    assert len(blurb) < 400
    [described] = re.findall(r'<details id="description">(.*?)</details>', whole, re.DOTALL)
    assert described.count("science") == 40
    assert "<b>" not in card + whole
