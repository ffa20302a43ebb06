"""The pages by keyboard alone, in a real browser."""

from selenium.webdriver import ActionChains, Keys

from domain.facts import Status

FOCUSED = """
const one = document.activeElement, box = one.getBoundingClientRect();
return {
  text: one.innerText.trim(),
  action: one.closest("form")?.getAttribute("action") ?? "",
  seen: box.width > 1 && box.top >= 0 && box.bottom <= innerHeight,
  outlined: getComputedStyle(one).outlineStyle !== "none",
};
"""
MOST_KEYS = 60


async def keys(tab, *pressed: str) -> None:
    await tab.do(lambda driver: ActionChains(driver).send_keys(*pressed).perform())


async def walk_to(tab, action: str) -> list[dict]:
    """Press Tab until a button of the form that leads there has the focus; what had it on the way."""
    passed = []
    for _ in range(MOST_KEYS):
        await keys(tab, Keys.TAB)
        passed.append(await tab.run(FOCUSED))
        if passed[-1]["action"] == action:
            return passed
    raise AssertionError(passed)


async def test_a_proposal_is_decided_on_by_keyboard(house, tab):
    """The first key leads past the navigation; whatever has the focus is seen, and the answer has it at the end."""
    await house.propose(9000105)
    await tab.open("/proposals")
    await tab.live()

    await keys(tab, Keys.TAB)
    skip = await tab.run(FOCUSED)
    await keys(tab, Keys.ENTER)
    passed = await walk_to(tab, "/api/downloads/1/approve")
    await keys(tab, Keys.ENTER)
    await tab.until("return document.activeElement.id === 'notice'")

    assert (skip["text"], skip["seen"], skip["outlined"]) == ("Skip to content", True, True)
    assert [one for one in passed if not (one["seen"] and one["outlined"])] == []
    assert "Overview" not in [one["text"] for one in passed]
    assert (await house.daemon.parts.store.downloads.by_id(1)).status is Status.APPROVED
