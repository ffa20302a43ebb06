"""Refusals as pages, for people who followed an old address, or typed a wrong one."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler

from daemon.http.pages.rendering import SITE
from daemon.http.problems import PROBLEM, problems
from daemon.http.security.guard import GUARD
from daemon.http.security.login_page import is_wanted

_KEPT = ("Allow", "Retry-After")


@web.middleware
async def shown_as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show a person's browser a page where the answer would be a problem; programs and the API get the problem.

    Strangers get none, whatever they ask for: the pages are for who may see them.
    """
    answer = await problems(request, handler)
    refused = answer.get(PROBLEM)
    of_api = request.path.startswith("/api/")
    if refused is None or of_api or not is_wanted(request) or not request.app[GUARD].is_for_people(request):
        return answer
    page = request.app[SITE].page(
        request, "refused.html", {"refused": refused}, status=HTTPStatus(refused.status)
    )
    page.headers.update({name: answer.headers[name] for name in _KEPT if name in answer.headers})
    return page
