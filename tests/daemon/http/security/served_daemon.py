"""A daemon that is asked over HTTP."""

from typing import Any

import aiohttp

from daemon.wiring.daemon import Daemon

TOKEN = "a-token-that-nobody-guesses"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OWN = {"Sec-Fetch-Site": "same-origin"}


class Served:
    """A daemon and its address, asked without following redirects."""

    def __init__(self, daemon: Daemon, url: str, http: aiohttp.ClientSession) -> None:
        self.daemon = daemon
        self.url = url
        self._http = http

    async def ask(self, path: str, method: str = "GET", **sent: Any) -> aiohttp.ClientResponse:
        async with self._http.request(method, self.url + path, allow_redirects=False, **sent) as answer:
            await answer.read()
            return answer

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def opened(self, path: str, **sent: Any) -> aiohttp.ClientResponse:
        """An answer that goes on."""
        return await self._http.get(self.url + path, **sent)

    async def post(self, path: str, **sent: Any) -> aiohttp.ClientResponse:
        return await self.ask(path, "POST", **sent)

    async def sign_in(self, token: str = TOKEN, **more: str) -> aiohttp.ClientResponse:
        return await self.post("/login", data={"token": token, **more}, headers=PAGE | OWN)

    async def cookie(self) -> dict[str, str]:
        answer = await self.sign_in()
        return {"Cookie": f"shelfhook={answer.cookies['shelfhook'].value}"}
