"""The page's buttons in a real browser, and another site's page that would like to press them."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.server import LoopbackServer

pytestmark = pytest.mark.browser

PRESS = """new Promise(done => {{
  document.body.innerHTML = '<iframe name="hidden"></iframe>' +
    '<form method="post" target="hidden" action="{url}/api/downloads/1/approve"><input name="csrf"></form>';
  document.querySelector("iframe").onload = done;
  document.forms[0].submit();
}})"""


class Tab:
    """One tab of a browser, driven over its debugging protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers; its events in between are passed over."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            said = await self._socket.receive_json()
            if said.get("id") == number:
                return said["result"]

    async def load(self, start: dict[str, Any]) -> str:
        """Do what leads to another page, and wait until that one is there; its text."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, **start})
        while (await self._socket.receive_json()).get("method") != "Page.loadEventFired":
            pass
        found = await self.call("Runtime.evaluate", expression="document.body.innerText")
        return found["result"]["value"]

    async def open(self, url: str) -> str:
        return await self.load({"method": "Page.navigate", "params": {"url": url}})

    async def click(self, selector: str) -> str:
        expression = f"document.querySelector({json.dumps(selector)}).click()"
        return await self.load({"method": "Runtime.evaluate", "params": {"expression": expression}})


@pytest.fixture
async def tab(tmp_path: Path, http: aiohttp.ClientSession) -> AsyncIterator[Tab]:
    """A fresh headless browser, ended by its own process id."""
    process = await asyncio.create_subprocess_exec(
        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--remote-debugging-port=0", f"--user-data-dir={tmp_path / 'browser'}", "about:blank",
        stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async for line in process.stderr:
            if line.startswith(b"DevTools listening on ws://"):
                host = line.decode().split("/")[2]
                break
        async with http.get(f"http://{host}/json") as answer:
            [page] = [one for one in await answer.json() if one["type"] == "page"]
        async with http.ws_connect(page["webSocketDebuggerUrl"]) as socket:
            tab = Tab(socket)
            await tab.call("Page.enable")
            yield tab
    finally:
        process.terminate()
        await process.wait()


async def test_the_buttons_work_in_a_browser(acquirer, serve, tab):
    """Pause, resume and approve by clicking: the page's own policy lets its forms through."""
    daemon = await acquirer()
    url = await serve(daemon)
    await daemon.daemon.acquisition.propose.by_mam_id(9000406, found_by="a test")
    await tab.open(url)

    paused = await tab.click('form[action="/api/acquisition/pause"] button')
    resumed = await tab.click('form[action="/api/acquisition/resume"] button')
    approved = await tab.click('form[action="/api/downloads/1/approve"] button')

    assert "Acquisition is paused: a person paused it." in paused
    assert "Finds wait for you." in resumed
    assert "approved" in approved
    assert (await daemon.record()).status == "approved"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_another_page_cannot_press_them(acquirer, serve, tab, host):
    """Neither a page of another port nor one of another host gets a form through."""
    daemon = await acquirer()
    answers: list[tuple[str, int]] = []

    async def note(request: web.Request, answer: web.StreamResponse) -> None:
        answers.append((request.path, answer.status))

    daemon.daemon.app.on_response_prepare.append(note)
    url = await serve(daemon)
    await daemon.daemon.acquisition.propose.by_mam_id(9000406, found_by="a test")
    site = web.Application()
    site.router.add_get("/", _empty_page)

    async with LoopbackServer(site) as server:
        await tab.open(server.url.replace("127.0.0.1", host))
        await tab.call("Runtime.evaluate", expression=PRESS.format(url=url), awaitPromise=True)

    assert answers == [("/api/downloads/1/approve", 403)]
    assert (await daemon.record()).status == "proposed"


async def _empty_page(_request: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><body></body>", content_type="text/html")
