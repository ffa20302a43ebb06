"""A click in a real browser counts for the button that the person saw, and not for one that has just come under the pointer."""

from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By

OPEN = "return document.querySelectorAll('[id^=event-]').length"


async def click_there(tab, selector: str) -> None:
    """Move to a button and click, so that the pointer stays where the button was."""

    def click(driver):
        button = driver.find_element(By.CSS_SELECTOR, selector)
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        ActionChains(driver).move_to_element(button).click().perform()

    await tab.do(click)


async def click_again(tab) -> None:
    """Click where the pointer is."""
    await tab.do(lambda driver: ActionChains(driver).click().perform())


WATCH = """
pressed = 0;
document.addEventListener('htmx:beforeRequest', event => { pressed += event.detail.requestConfig.verb === 'post' });
const later = window.setTimeout;
window.setTimeout = (what, time, ...given) => time === 600 ? (pass = what) : later(what, time, ...given);
"""
"""Counts what is pressed; the moment passes at the test's word."""


async def test_a_double_click_dismisses_one_event(house, tab):
    """The next one moves up under the pointer: it takes a click a moment later, and no sooner."""
    for number in "abc":
        await house.give_up(number * 40, "the listing cannot be read")
    await tab.open()
    await tab.live()
    await tab.run(WATCH)

    await click_there(tab, "[id^=event-] form[action$=dismiss] button")
    await tab.until(f"{OPEN} === 2")
    await click_again(tab)
    second = await tab.run("return pressed")
    await tab.run("pass()")
    await click_again(tab)
    await tab.until(f"{OPEN} === 1")

    assert second == 1
    assert await tab.run("return pressed") == 2
