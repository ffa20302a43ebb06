"""Which page is where."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from daemon.http.pages import lists, static, story
from daemon.http.pages.overview import Overview
from daemon.http.pages.rendering import Renderer
from daemon.parts import Parts

Shown = Callable[[Parts, web.Request], Awaitable[dict[str, Any]]]


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /``, ``/downloads``, ``/runs``, ``/history`` and ``/check-up``, one download, one run, and what they load."""
    renderer = Renderer(parts)
    overview = Overview(parts)

    async def front(request: web.Request) -> web.Response:
        return renderer.page(request, "overview.html", await overview.shown())

    def listed(template: str, shown: Shown) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def page(request: web.Request) -> web.Response:
            return renderer.page(request, template, await shown(parts, request))

        return page

    async def download(request: web.Request) -> web.Response:
        found = await parts.downloads.by_id(int(request.match_info["number"]))
        if found is None:
            return renderer.not_found(request, f"download {request.match_info['number']}")
        return renderer.page(request, "download.html", await story.download(parts, found))

    async def run(request: web.Request) -> web.Response:
        found = await parts.runs.by_id(int(request.match_info["number"]))
        if found is None:
            return renderer.not_found(request, f"run {request.match_info['number']}")
        return renderer.page(request, "run.html", await story.run(parts, found))

    async def check_up(request: web.Request) -> web.Response:
        return renderer.page(request, "check_up.html", {})

    return [
        web.get("/", front),
        web.get("/check-up", check_up),
        web.get("/downloads", listed("downloads.html", lists.downloads)),
        web.get(r"/downloads/{number:\d{1,15}}", download),
        web.get("/runs", listed("runs.html", lists.runs)),
        web.get(r"/runs/{number:\d{1,15}}", run),
        web.get("/history", listed("history.html", lists.history)),
        *static.routes(),
    ]
