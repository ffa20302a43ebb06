"""One tab of a real headless Chromium."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PATIENCE_SECONDS = 60
WIDE = (1280, 900)
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
)


@contextmanager
def started_browser(profile: Path) -> Iterator[Chrome]:
    """A browser with a new profile; ended with everything that it started."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options=options, service=ChromeService("/usr/bin/chromedriver"))
    try:
        driver.set_page_load_timeout(PATIENCE_SECONDS)
        yield driver
    finally:
        driver.quit()


class Tab:
    """The tab, looking at one daemon. The browser is asked in a thread, so that the daemon can answer it."""

    def __init__(self, driver: Chrome, url: str) -> None:
        self.driver = driver
        self.url = url

    async def do(self, ask: Callable[[Chrome], Any]) -> Any:
        return await asyncio.to_thread(ask, self.driver)

    async def open(self, path: str = "/") -> None:
        await self.do(lambda driver: driver.get(self.url + path))

    async def text(self, selector: str = "body") -> str:
        """What stands there. Asked in one trip, because a live page may put another element in its place."""
        return await self.run("return document.querySelector(arguments[0]).innerText", selector)

    async def run(self, script: str, *given: Any) -> Any:
        return await self.do(lambda driver: driver.execute_script(script, *given))

    async def until(self, script: str, *given: Any) -> Any:
        """What a script returns, once that is something."""
        wait = WebDriverWait(self.driver, PATIENCE_SECONDS, poll_frequency=0.05)
        return await asyncio.to_thread(wait.until, lambda driver: driver.execute_script(script, *given))

    async def until_said(self, words: str, selector: str = "body") -> None:
        await self.until(
            "const found = document.querySelector(arguments[1]);"
            "return found && found.innerText.includes(arguments[0])",
            words,
            selector,
        )

    async def live(self) -> None:
        """Wait until the page is notified of changes."""
        await self.until("return document.getElementById('link').textContent === '· live'")

    async def press(self, action: str) -> str:
        """Press the button of the form that leads there; the notice that it brings."""
        await self.run("document.getElementById('notice').replaceChildren()")
        await self.push(f'form[action="{action}"] button')
        return await self.until("return document.getElementById('notice').innerText.trim()")

    async def type(self, selector: str, text: str) -> None:
        """Type into a field, key by key."""
        await self.do(lambda driver: driver.find_element(By.CSS_SELECTOR, selector).send_keys(text))

    async def click(self, selector: str) -> None:
        """Press something that leads to another page, and wait until that is there."""
        await self.run("window.isFormer = true")
        await self.push(selector)
        await self.until("return !window.isFormer && document.readyState === 'complete'")

    async def push(self, selector: str) -> None:
        """Push a button: once it is on and takes clicks, and not one that was replaced.

        All are off while a form is under way, and those that have just moved take none.
        """
        passing = [NoSuchElementException, StaleElementReferenceException, ElementClickInterceptedException]
        wait = WebDriverWait(self.driver, PATIENCE_SECONDS, 0.05, passing)
        await asyncio.to_thread(wait.until, lambda driver: _pushed(driver, selector))

    async def scripts(self, *, on: bool) -> None:
        await self.do(
            lambda driver: driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})
        )

    def reset(self) -> None:
        """Wide, light and without cookies."""
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        self.driver.get_log("browser")
        self._scheme("light")
        self._size(*WIDE, mobile=False)

    async def wide(self) -> None:
        await asyncio.to_thread(self._size, *WIDE, mobile=False)

    async def dark(self, *, on: bool = True) -> None:
        await asyncio.to_thread(self._scheme, "dark" if on else "light")

    async def phone(self, width: int = 360) -> None:
        await asyncio.to_thread(self._size, width, 740, mobile=True)

    async def touch(self, *, on: bool) -> None:
        """Whether the screen is touched, as a phone's is, and nothing hovers over it."""
        emulate = {"enabled": on, "configuration": "mobile" if on else "desktop"}
        await self.do(lambda driver: driver.execute_cdp_cmd("Emulation.setEmitTouchEventsForMouse", emulate))
        await self.do(
            lambda driver: driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": on})
        )

    def _scheme(self, name: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def _size(self, width: int, height: int, *, mobile: bool) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile},
        )

    async def faults(self, *rules: str) -> list[str]:
        """The serious and critical faults that axe-core finds on the page, by these of its rules or by all."""
        if not await self.run("return window.axe !== undefined"):
            await self.run(AXE.read_text(encoding="utf-8"))
        found = await self.do(
            lambda driver: driver.execute_async_script(
                "const [rules, done] = arguments, only = rules.length ? {runOnly: rules} : {};"
                "axe.run(document, {resultTypes: ['violations'], ...only}).then(done, error => done({error: String(error)}));",
                rules,
            )
        )
        assert "error" not in found, found
        return [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]

    async def too_wide(self) -> list[str]:
        """What makes the page wider than the screen."""
        return await self.run(
            "const width = document.documentElement.clientWidth;"
            "if (document.documentElement.scrollWidth <= width) return [];"
            "return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width + 1"
            " && !one.closest('.unseen')).map(one => one.outerHTML.slice(0, 120)).slice(0, 5)"
        )

    async def picture(self, file: Path) -> None:
        """The whole page, as long as it is, with its covers."""
        await self.run("document.querySelectorAll('img').forEach(one => { one.loading = 'eager'; })")
        await self.until("return [...document.images].every(one => one.complete)")
        width, height = await self.run(
            "return [document.documentElement.clientWidth, document.documentElement.scrollHeight]"
        )
        shot = await self.do(
            lambda driver: driver.execute_cdp_cmd(
                "Page.captureScreenshot",
                {
                    "captureBeyondViewport": True,
                    "clip": {"x": 0, "y": 0, "width": width, "height": min(height, 2600), "scale": 1},
                },
            )
        )
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["data"]))

    def complaints(self) -> list[str]:
        """What stands in the console as an error."""
        return [one["message"] for one in self.driver.get_log("browser") if one["level"] == "SEVERE"]

    def close(self) -> None:
        self.driver.get("about:blank")


def _pushed(driver: Chrome, selector: str) -> bool:
    button = driver.find_element(By.CSS_SELECTOR, selector)
    if not button.is_enabled():
        return False
    button.click()
    return True
