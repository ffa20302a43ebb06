"""qBittorrent's Web API without a qBittorrent, for machines and tests that have none."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.server import LoopbackServer

_SEEDING: Final[dict[str, Any]] = {
    "added_on": 1795344240,
    "amount_left": 0,
    "category": "",
    "completion_on": 1795344247,
    "content_path": "/srv/Book",
    "download_path": "",
    "infohash_v1": "",
    "infohash_v2": "",
    "name": "Book",
    "progress": 1,
    "save_path": "/srv",
    "size": 1,
    "state": "stalledUP",
    "tags": "",
    "tracker": "",
}


@dataclass(slots=True)
class HeldTorrent:
    """A torrent of the stand-in: `fields` as ``torrents/info`` lists them, its files, and its comment."""

    fields: dict[str, Any]
    files: Sequence[tuple[str, int]] = (("Book/1.m4b", 5),)
    comment: str = "MID=1,UID=2"


class QbittorrentStandIn(LoopbackServer):
    """As much of the Web API as is asked for, as 4.5 answers it; `modern` as 5.2 does.

    `answer` takes the place of every answer but the login's. Source: facts/qbittorrent.md 2.
    """

    def __init__(self) -> None:
        app = web.Application()
        app.router.add_post("/api/v2/auth/login", self._login)
        app.router.add_post("/api/v2/torrents/info", self._authorized(self._info))
        app.router.add_post("/api/v2/torrents/files", self._authorized(self._files))
        app.router.add_post("/api/v2/torrents/properties", self._authorized(self._properties))
        app.router.add_get("/api/v2/app/version", self._authorized(self._version))
        super().__init__(app)
        self.modern = False
        self.banned = False
        self.username = "admin"
        self.password = "right"
        self.api_key = "qbt_planted"
        self.torrents: dict[str, HeldTorrent] = {}
        self.answer: Callable[[], web.Response] | None = None
        self.session = 0
        self.login_arrived = asyncio.Event()
        self.may_answer_login = asyncio.Event()
        self.may_answer_login.set()

    def hold(
        self, *, files: Sequence[tuple[str, int]] | None = None, comment: str | None = None, **fields: Any
    ) -> None:
        """List one more torrent, a seeding one unless *fields* say otherwise; ``hash`` is needed."""
        held = HeldTorrent({**_SEEDING, "infohash_v1": fields["hash"], **fields})
        held.files = held.files if files is None else files
        held.comment = held.comment if comment is None else comment
        self.torrents[fields["hash"]] = held

    def asked(self, path: str) -> int:
        """How many requests came for a method such as ``torrents/info``."""
        return sum(seen.path == f"/api/v2/{path}" for seen in self.requests)

    async def _login(self, request: web.Request) -> web.Response:
        self.login_arrived.set()
        await self.may_answer_login.wait()
        if self.banned:
            return web.Response(status=403, text="Votre adresse IP a été bannie")
        if (await request.post())["password"] != self.password:
            return web.Response(status=401) if self.modern else web.Response(text="Fails.")
        self.session += 1
        response = web.Response(status=204) if self.modern else web.Response(text="Ok.")
        response.set_cookie("QBT_SID_1" if self.modern else "SID", str(self.session))
        return response

    def _authorized(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            if self.answer:
                return self.answer()
            by_cookie = self.session and str(self.session) in request.cookies.values()
            by_key = self.modern and request.headers.get("Authorization") == f"Bearer {self.api_key}"
            if not (by_cookie or by_key):
                return web.Response(status=403, text="Forbidden")
            return await handler(request)

        return guarded

    async def _info(self, request: web.Request) -> web.Response:
        wanted = str((await request.post()).get("hashes", ""))
        found = [held.fields for own, held in self.torrents.items() if not wanted or own in wanted.split("|")]
        return web.json_response(found)

    async def _files(self, request: web.Request) -> web.Response:
        held = await self._known(request)
        return web.json_response([{"name": name, "size": size, "priority": 1} for name, size in held.files])

    async def _properties(self, request: web.Request) -> web.Response:
        return web.json_response({"comment": (await self._known(request)).comment})

    async def _known(self, request: web.Request) -> HeldTorrent:
        held = self.torrents.get(str((await request.post())["hash"]))
        if held is None:
            raise web.HTTPNotFound(text="Not Found")
        return held

    async def _version(self, _request: web.Request) -> web.Response:
        return web.Response(text="v4.5.2")
