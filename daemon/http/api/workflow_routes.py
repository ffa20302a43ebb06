"""What `shelfhook workflow` asks of the daemon."""

from http import HTTPStatus
from typing import Final, Literal

from aiohttp import web

from daemon.http.api.api import answer
from daemon.http.api.asked import Asked
from daemon.http.api.operations import operation
from daemon.http.api.problems import problem
from daemon.http.api.workflow_views import Checked, EnrichmentPreview, Progress, SearchPreview, Workflow
from domain.services import TITLES

Service = Literal["mam", "qbittorrent", "audiobookshelf", "google_books"]
_AWAY: Final = {HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY}


def routes(asked: Asked) -> list[web.RouteDef]:
    """``POST /api/checks/{service}``, and the progress and previews below ``/api/workflow``."""

    @operation("What the workflow would do with these settings", Workflow)
    async def about(_request: web.Request) -> web.Response:
        return answer(await asked.about())

    @operation("Ask whether a service is there and lets us in", Checked, path={"service": Service})
    async def check(request: web.Request) -> web.Response:
        service = request.match_info["service"]
        if service not in TITLES:
            return problem(HTTPStatus.NOT_FOUND, f"there is no such service; there are {', '.join(TITLES)}")
        return answer(await asked.check(service))

    @operation("How far a run has come", Progress)
    async def progress(request: web.Request) -> web.Response:
        return answer(await asked.progress(int(request.match_info["number"])))

    @operation("What a query would find, without a record", SearchPreview, problems=_AWAY)
    async def search(request: web.Request) -> web.Response:
        return answer(await asked.preview_search(int(request.match_info["position"])))

    @operation("The books that would be looked up next", EnrichmentPreview)
    async def enrichment(_request: web.Request) -> web.Response:
        return answer(await asked.preview_enrichment())

    return [
        web.get("/api/workflow", about),
        web.post("/api/checks/{service}", check),
        web.get(r"/api/workflow/runs/{number:\d{1,15}}", progress),
        web.post(r"/api/workflow/searches/{position:\d{1,6}}", search),
        web.get("/api/workflow/enrichment", enrichment),
    ]
