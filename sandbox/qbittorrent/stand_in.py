"""qBittorrent's Web API without a qBittorrent, for machines and tests that have none."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from domain.clock import Clock
from domain.errors import BadInputError
from sandbox.qbittorrent.added_torrents import AddedTorrent, form_of, read_torrent
from sandbox.qbittorrent.deltas import Deltas
from sandbox.qbittorrent.options import Options
from sandbox.qbittorrent.sessions import Sessions
from sandbox.server import LoopbackServer
from sandbox.visits import Visit

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
_TEXTS: Final = frozenset({"category", "tags", "savepath"})
_DELTAS: Final = web.RequestKey("deltas", Deltas)


@dataclass(slots=True)
class HeldTorrent:
    """A torrent of the stand-in: `fields` as ``torrents/info`` lists them, its files, and its comment."""

    fields: dict[str, Any]
    files: Sequence[tuple[str, int]] = (("Book/1.m4b", 5),)
    comment: str = "MID=1,UID=2"


class QbittorrentStandIn(LoopbackServer):
    """As much of the Web API as is asked for, as 4.5 answers it; `modern` as 5.2 does.

    `answer` takes the place of every answer but the login's. `adds` are the attempts to add, by *clock*;
    while `loses_add_answers` is set a torrent is added without an answer, while `drops_adds` is set it is not
    added either. Source: facts/qbittorrent.md 2.

    Args:
        clock: The time of `adds`; without one they are not noted.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(web.Application())
        self.app.on_response_prepare.append(_as_its_own)
        self.options = Options()
        self.app.add_routes(self.options.routes(self._authorized))
        self.app.add_routes(self._routes())
        self.clock = clock
        self.adds: list[Visit] = []
        self.sessions = Sessions()
        self.deltas_of_the_key = Deltas()
        self.loses_add_answers = False
        self.drops_adds = False
        self.free_space = 1 << 40
        self.save_path = "/srv"
        self.modern = False
        self.banned = False
        self.username = "admin"
        self.password = "right"
        self.api_key = "qbt_planted"
        self.torrents: dict[str, HeldTorrent] = {}
        self.answer: Callable[[], web.Response] | None = None
        self.login_arrived = asyncio.Event()
        self.may_answer_login = asyncio.Event()
        self.may_answer_login.set()

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/v2/auth/login", self._login),
            web.post("/api/v2/torrents/info", self._authorized(self._info)),
            web.post("/api/v2/torrents/files", self._authorized(self._files)),
            web.post("/api/v2/torrents/properties", self._authorized(self._properties)),
            web.post("/api/v2/torrents/add", self._authorized(self._add)),
            web.post("/api/v2/torrents/delete", self._authorized(self._delete)),
            web.post("/api/v2/sync/maindata", self._authorized(self._maindata)),
            web.get("/api/v2/app/version", self._authorized(self._version)),
            web.get("/api/v2/app/webapiVersion", self._authorized(self._api_version)),
            web.get("/api/v2/app/defaultSavePath", self._authorized(self._default_save_path)),
        ]

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
        response = web.Response(status=204) if self.modern else web.Response(text="Ok.")
        session = self.sessions.open(limited=self.modern)
        response.set_cookie("QBT_SID_1" if self.modern else "SID", session)
        return response

    def _authorized(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            if self.answer:
                return self.answer()
            deltas = self.sessions.used(request.cookies.values())
            if self.modern and request.headers.get("Authorization") == f"Bearer {self.api_key}":
                deltas = self.deltas_of_the_key
            if deltas is None:
                return web.Response(status=403, text="Forbidden")
            request[_DELTAS] = deltas
            return await handler(request)

        return guarded

    async def _info(self, request: web.Request) -> web.Response:
        wanted = str((await request.post()).get("hashes", ""))
        some = wanted.split("|") if wanted else self.torrents
        return web.json_response([self.torrents[own].fields for own in some if own in self.torrents])

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

    async def _add(self, request: web.Request) -> web.Response:
        if self.clock is not None:
            self.adds.append(Visit(self.clock.now(), request.method, request.path, self.in_flight))
        if self.drops_adds and request.transport is not None:
            request.transport.abort()
            return web.Response()
        form = form_of(request.headers["Content-Type"], await request.read())
        try:
            torrent = read_torrent(form["torrent__0"])
        except BadInputError:
            return web.Response(status=415, text="'torrent__0' is not a valid torrent file.")
        if torrent.info_hash in self.torrents:
            return web.Response(status=409) if self.modern else web.Response(text="Fails.")
        self._take(torrent, {name: value.decode() for name, value in form.items() if name in _TEXTS})
        if self.loses_add_answers and request.transport is not None:
            request.transport.abort()
        if self.modern:
            return web.json_response({"added_torrent_ids": [torrent.info_hash], "success_count": 1})
        return web.Response(text="Ok.")

    async def _delete(self, request: web.Request) -> web.Response:
        self.torrents.pop(str((await request.post())["hashes"]), None)
        return web.Response()

    def _take(self, torrent: AddedTorrent, texts: dict[str, str]) -> None:
        size = sum(size for _, size in torrent.files)
        self.hold(
            hash=torrent.info_hash,
            name=torrent.name,
            files=torrent.files,
            comment=torrent.comment,
            category=texts.get("category", ""),
            tags=texts.get("tags", "").replace(",", ", "),
            save_path=texts.get("savepath") or self.save_path,
            content_path=torrent.name,
            size=size,
            amount_left=size,
            completion_on=0,
            progress=0,
            state="downloading",
        )

    async def _maindata(self, request: web.Request) -> web.Response:
        body = request[_DELTAS].answer(
            rid=int(str((await request.post()).get("rid", 0))),
            torrents={own: held.fields for own, held in self.torrents.items()},
            state={"free_space_on_disk": self.free_space},
        )
        return web.json_response(body)

    async def _version(self, _request: web.Request) -> web.Response:
        return web.Response(text="v4.5.2")

    async def _api_version(self, _request: web.Request) -> web.Response:
        return web.Response(text="2.16.2" if self.modern else "2.8.19")

    async def _default_save_path(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.save_path)


async def _as_its_own(_: web.Request, response: web.StreamResponse) -> None:
    """Real ones say so with each answer, whatever their options are."""
    response.headers["X-Content-Type-Options"] = "nosniff"
