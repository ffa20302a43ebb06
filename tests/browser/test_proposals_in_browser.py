"""Deciding on proposals in a real browser: nothing moves under the pointer, and everything can be taken back."""

from selenium.webdriver.common.keys import Keys

LINK = "const link = document.querySelector('#several + p a')"
BOXES = "[...document.querySelectorAll('.proposal')].map(one => one.id + ' ' + Math.round(one.getBoundingClientRect().top + scrollY))"
UNDER = """
const at = arguments[0], found = document.elementFromPoint(at.x, at.y);
const form = found.closest('form');
return found.innerText.trim() + ' ' + (form ? form.getAttribute('action') : '');
"""
CENTRE = """
const found = document.querySelector(arguments[0]);
found.scrollIntoView({block: 'center'});
const box = found.getBoundingClientRect();
return {x: box.x + box.width / 2, y: box.y + box.height / 2};
"""


async def test_a_story_of_decisions(house, lived_in, tab):
    """Approve, decline, undo, several at once: rows stay, the pointer stays on its button, and so without scripts."""
    for number in (9000303, 9000404):
        await house.propose(number)
    await tab.open("/proposals")
    await tab.live()
    rows = await tab.run(f"return {BOXES}")
    first, second = (row.split()[0] for row in rows[:2])

    for row, what in ((first, "approve"), (second, "reject")):
        button = f"#{row} form[action$='{what}'] button"
        at = await tab.run(CENTRE, button)
        under = await tab.run(UNDER, at)
        await tab.push(button)
        await tab.until(f"return document.querySelector('#{row} form[action$=reconsider]') !== null")
        assert await tab.run(UNDER, at) == under
        assert await tab.run(f"return {BOXES}") == rows
        assert await tab.run(f'return document.querySelector("{button}").disabled')
    assert await _statuses(house, first, second) == ["approved", "rejected"]

    await tab.push(f"#{first} form[action$=reconsider] button")
    await tab.until(f"return !document.querySelector('#{first} form[action$=reconsider]')")
    assert await tab.run(f"return {BOXES}") == rows
    assert await _statuses(house, first, second) == ["proposed", "rejected"]

    for row in (row.split()[0] for row in rows if row.split()[0] != second):
        await tab.push(f"#{row} [type=checkbox]")
    await tab.push("#several [value=reject]")
    await tab.until("return document.querySelectorAll('form[action$=reconsider]').length === 4")
    assert await tab.run(f"return {BOXES}") == rows

    await tab.open("/proposals")
    assert await tab.run(f"return {BOXES}") == []


async def test_decisions_without_scripts(house, lived_in, tab):
    """The row stays where it was, with Undo, and Undo brings its buttons back."""
    await tab.scripts(on=False)
    await tab.open("/")
    rows = await tab.run(f"return {BOXES}")
    row = rows[0].split()[0]

    await tab.click(f"#{row} form[action$=reject] button")
    declined = await tab.run(f"return {BOXES}")
    await tab.click(f"#{row} form[action$=reconsider] button")
    await tab.scripts(on=True)

    assert [one.split()[0] for one in declined] == [one.split()[0] for one in rows]
    assert await _statuses(house, row) == ["proposed"]


async def _statuses(house, *rows: str) -> list[str]:
    downloads = house.daemon.parts.store.downloads
    return [(await downloads.by_id(int(row.removeprefix("download-")))).status for row in rows]


async def test_all_of_a_page_are_selected_by_keyboard(house, lived_in, tab):
    """The link ticks them, each can be unticked, the page counts, and what was not selected stays."""
    await tab.open("/proposals")
    rows = [row.split()[0] for row in await tab.run(f"return {BOXES}")]
    await tab.until_said("0 selected", "#selected")

    before = await tab.run(f"{LINK}; link.focus(); return link.href")
    await tab.type(":focus", Keys.ENTER)
    await tab.until("return location.href === arguments[0]", before)
    await tab.live()
    await tab.until_said(f"{len(rows)} selected", "#selected")
    await tab.type(f"#{rows[0]} [type=checkbox]", Keys.SPACE)
    await tab.until_said(f"{len(rows) - 1} selected", "#selected")
    await tab.run("htmx.trigger('#content', 'changed')")
    await tab.push("#several [value=reject]")
    await tab.until_said("0 selected", "#selected")

    assert await _statuses(house, *rows) == ["proposed", *["rejected"] * (len(rows) - 1)]


async def test_all_of_a_page_are_selected_without_scripts(house, lived_in, tab):
    """The same link and button."""
    await tab.open("/proposals")
    rows = [row.split()[0] for row in await tab.run(f"return {BOXES}")]
    await tab.scripts(on=False)
    await tab.open("/proposals")

    await tab.click("#several + p a")
    await tab.click("#several [value=reject]")
    await tab.scripts(on=True)

    assert await _statuses(house, *rows) == ["rejected"] * len(rows)
