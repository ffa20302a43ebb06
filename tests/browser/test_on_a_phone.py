"""A phone of 360 pixels: exact times without a pointer, targets for a thumb, and reasons before buttons."""

import pytest
from test_how_pages_look import pages

SMALLEST = 24
"""In pixels, by WCAG 2.2, 2.5.8."""

SMALL = """
return [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.matches('.skip, .unseen'))
  .filter(one => [...one.getClientRects()].some(box => box.width && box.height < arguments[0]))
  .map(one => one.outerHTML.slice(0, 120));
"""
TIMES = """
return [...document.querySelectorAll('time[title]')].filter(one => one.checkVisibility())
  .map(one => [one.title, getComputedStyle(one, '::after').content]);
"""
ABOVE = """
const card = document.querySelector('.proposal'), bottom = one => one.getBoundingClientRect().bottom;
const said = [...card.querySelectorAll('.about *')].filter(one => one.checkVisibility());
const buttons = card.querySelector('.result > .buttons').getBoundingClientRect();
return said.length > 5 && Math.max(...said.map(bottom)) <= buttons.top;
"""


@pytest.fixture
async def phone(tab):
    """Touched, and without a pointer that hovers."""
    await tab.phone(360)
    await tab.touch(on=True)
    yield tab
    await tab.touch(on=False)


@pytest.mark.timeout(300)
async def test_targets_are_large_enough_for_a_thumb(lived_in, phone):
    """Each link, button and field on each page is at least 24 pixels high."""
    small = {}
    for path in (*pages(lived_in), "/imports"):
        await phone.open(path)
        small[path] = await phone.run(SMALL, SMALLEST)

    assert {path: found for path, found in small.items() if found} == {}


async def test_exact_times_are_seen_where_nothing_hovers(lived_in, phone):
    """Beside the relative one; with a pointer they are in its title alone."""
    for path in ("/", "/downloads", "/history", "/runs"):
        await phone.open(path)
        times = await phone.run(TIMES)

        assert times
        assert all(title in content for title, content in times)
        assert await phone.too_wide() == []
    await phone.touch(on=False)
    await phone.open("/history")
    assert {content for _, content in await phone.run(TIMES)} == {"none"}


async def test_reasons_stand_before_the_buttons(lived_in, phone):
    """Who decides on a proposal has read the whole of it."""
    await phone.open("/proposals")

    assert await phone.run(ABOVE)
