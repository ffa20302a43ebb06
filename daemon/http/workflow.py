"""What `shelfhook workflow` asks of the daemon."""

from http import HTTPStatus

from aiohttp import web

from daemon.http.api import answer
from daemon.http.problems import problem
from daemon.workflow.asked import Asked
from daemon.workflow.checks import TITLES


def routes(asked: Asked) -> list[web.RouteDef]:
    """``POST /api/checks/{service}``, and the progress and previews below ``/api/workflow``."""

    async def about(_request: web.Request) -> web.Response:
        return answer(await asked.about())

    async def check(request: web.Request) -> web.Response:
        service = request.match_info["service"]
        if service not in TITLES:
            return problem(HTTPStatus.NOT_FOUND, f"there is no such service; there are {', '.join(TITLES)}")
        return answer(await asked.check(service))

    async def progress(request: web.Request) -> web.Response:
        return answer(await asked.progress(int(request.match_info["number"])))

    async def search(request: web.Request) -> web.Response:
        return answer(await asked.preview_search(int(request.match_info["position"])))

    async def enrichment(_request: web.Request) -> web.Response:
        return answer(await asked.preview_enrichment())

    return [
        web.get("/api/workflow", about),
        web.post("/api/checks/{service}", check),
        web.get(r"/api/workflow/runs/{number:\d{1,15}}", progress),
        web.post(r"/api/workflow/searches/{position:\d{1,6}}", search),
        web.get("/api/workflow/enrichment", enrichment),
    ]
