"""qBittorrent's hook: what stands there, putting it there, taking it out, and testing it."""

from http import HTTPStatus
from typing import Final, Literal

from aiohttp import web

# pydantic wants this one before Python 3.12.
from typing_extensions import TypedDict

from daemon.hook.install import HookInstall
from daemon.hook.kinds import Kind
from daemon.hook.line import Standing
from daemon.hook.trial import HookTrial
from daemon.http.api.api import answer
from daemon.http.api.inputs import parameter
from daemon.http.api.operations import operation

By = Literal["line", "qbittorrent"]
_AWAY: Final = {HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY}


class Program(TypedDict):
    """What qBittorrent runs on completion."""

    enabled: bool
    program: str


class Plan(TypedDict):
    """What stands in qBittorrent and what would; see `daemon.hook_install.Plan`."""

    standing: Standing
    now: Program
    then: Program
    kept: str
    aside: str
    refused: str | None
    changes: bool


class Lines(TypedDict):
    """Our line of each kind, where nothing else is run."""

    curl: str
    notify: str


class Tried(TypedDict):
    """Whether a nonce came back, and what that proves."""

    passed: bool
    said: str


def routes(install: HookInstall, trial: HookTrial) -> list[web.RouteDef]:
    """``GET /api/hook`` and its ``lines``, and ``POST`` to ``install``, ``remove`` and ``test`` below it."""

    @operation("The lines that lead qBittorrent here, to be entered by hand", Lines)
    async def lines(_request: web.Request) -> web.Response:
        return answer({kind.value: install.line.alone(kind) for kind in Kind})

    @operation(
        "What installing or removing qBittorrent's hook would change",
        Plan,
        query={"kind": Kind, "removal": bool},
        problems=_AWAY,
    )
    async def show(request: web.Request) -> web.Response:
        if parameter(request, "removal", bool):
            return answer((await install.removal()).shown())
        return answer((await install.plan(parameter(request, "kind", Kind))).shown())

    @operation("Install qBittorrent's hook", Plan, query={"kind": Kind}, problems=_AWAY)
    async def put(request: web.Request) -> web.Response:
        return answer((await install.install(parameter(request, "kind", Kind))).shown())

    @operation("Remove qBittorrent's hook", Plan, problems=_AWAY)
    async def remove(_request: web.Request) -> web.Response:
        return answer((await install.remove()).shown())

    @operation("Send a nonce through qBittorrent's hook", Tried, query={"by": By}, problems=_AWAY)
    async def test(request: web.Request) -> web.Response:
        by_qbittorrent = parameter(request, "by", By) == "qbittorrent"
        tried = await (trial.by_qbittorrent() if by_qbittorrent else trial.by_line())
        return answer({"passed": tried.passed, "said": tried.said})

    return [
        web.get("/api/hook", show),
        web.get("/api/hook/lines", lines),
        web.post("/api/hook/install", put),
        web.post("/api/hook/remove", remove),
        web.post("/api/hook/test", test),
    ]
