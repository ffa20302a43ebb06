"""Signing in, and working below a path of a host name, in a real browser."""

import pytest
from staging import opened

BASE, TOKEN = "/shelfhook", "a-token-that-nobody-guesses"


@pytest.fixture
async def below(stage, clock, tmp_path):
    """A house that others can call, below a path."""
    given = {"allowed_hosts": "books.example.org", "base_path": BASE, "webhook_token": TOKEN}
    async with opened(stage, clock, tmp_path / "below", **given) as house:
        yield house


async def faults_at_the_door(tab) -> list[str]:
    """What is wrong with the form, in light and dark and on a small phone."""
    light = await tab.faults()
    await tab.dark()
    dark = await tab.faults()
    await tab.phone(320)
    found = [*light, *dark, *await tab.too_wide()]
    # A browser's console reports every answer of 401.
    tab.complaints()
    return found


async def search_the_list(tab) -> str:
    """Type into the search of the downloads; the address that the list then has."""
    await tab.click(f'nav a[href="{BASE}/downloads"]')
    await tab.live()
    await tab.type("[type=search]", "zzz")
    await tab.until_said("Nothing here matches")
    return await tab.run("return location.pathname + location.search.slice(0, 6)")


async def test_a_person_signs_in_and_works_below_a_path(below, tab_of):
    """The form leads to the page that was wanted; the live page, a button, a list and signing out stay below the path."""
    tab = tab_of(below.url)
    await tab.open(f"{BASE}/runs?kind=search")
    faults = await faults_at_the_door(tab)
    focused = await tab.run("return document.activeElement.name")

    await tab.type("#token", TOKEN)
    await tab.click("form button")
    await tab.live()
    wanted = await tab.run("return location.pathname + location.search")
    answered = await tab.press(f"{BASE}/api/cycles/search")
    await below.propose(9000105)
    listed = await search_the_list(tab)
    await tab.click(f'form[action="{BASE}/logout"] button')
    tab.complaints()

    assert (faults, focused) == ([], "token")
    assert wanted == f"{BASE}/runs?kind=search"
    assert answered
    assert listed == f"{BASE}/downloads?q=zzz"
    assert await tab.run("return location.pathname") == f"{BASE}/"
    assert await tab.text("h1") == "Sign in"


async def test_an_unknown_address_is_a_page_of_ours(house, tab):
    """With the way on, and without a fault."""
    await tab.open("/no/such/page")
    faults = [*await tab.faults(), *await tab.too_wide()]
    # A browser's console reports every answer of 404.
    tab.complaints()
    heading = await tab.text("h1")
    await tab.click('nav a[href="/downloads"]')

    assert heading == "There is no page at this address"
    assert faults == []
    assert await tab.text("h1") == "Downloads"
