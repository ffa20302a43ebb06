"""The stand-in's options: its program on completion, and its categories."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.Response]]


def _preferences() -> dict[str, Any]:
    return {
        "autorun_enabled": False,
        "autorun_program": "",
        "autorun_on_torrent_added_enabled": True,
        "autorun_on_torrent_added_program": "/opt/added %K",
    }


@dataclass(slots=True)
class Options:
    """What a person may set; nothing of it is acted on.

    `categories` are by name, with where each saves. While `fixed` is set, preferences are taken and forgotten.
    """

    preferences: dict[str, Any] = field(default_factory=_preferences)
    categories: dict[str, str] = field(default_factory=dict)
    fixed: bool = False

    def routes(self, guarded: Callable[[Handler], Handler]) -> list[web.RouteDef]:
        """The methods for them, each behind the login."""
        return [
            web.get("/api/v2/app/preferences", guarded(self._shown)),
            web.post("/api/v2/app/setPreferences", guarded(self._set)),
            web.get("/api/v2/torrents/categories", guarded(self._categories)),
            web.post("/api/v2/torrents/createCategory", guarded(self._create)),
        ]

    async def _shown(self, _request: web.Request) -> web.Response:
        return web.json_response(self.preferences)

    async def _set(self, request: web.Request) -> web.Response:
        changed = json.loads(str((await request.post())["json"]))
        if not self.fixed:
            self.preferences |= changed
        return web.Response()

    async def _categories(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {name: {"name": name, "savePath": place} for name, place in self.categories.items()}
        )

    async def _create(self, request: web.Request) -> web.Response:
        form = await request.post()
        name = str(form["category"])
        if name in self.categories:
            return web.Response(status=409)
        self.categories[name] = str(form.get("savePath", ""))
        return web.Response()
