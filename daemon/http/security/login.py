"""Signing in with the token, and out again."""

from http import HTTPStatus

from aiohttp import web

from daemon.http.inputs import form_of
from daemon.http.security import login_page
from daemon.http.security.guard import GUARD
from daemon.http.security.sessions import COOKIE


async def form(request: web.Request) -> web.Response:
    """The page that asks for the token; the front page for a person who needs none."""
    if await request.app[GUARD].needs_no_sign_in(request):
        return web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": "/"})
    return login_page.page(HTTPStatus.OK, to="/")


async def sign_in(request: web.Request) -> web.Response:
    """A session for a caller with the token."""
    guard = request.app[GUARD]
    sent = await form_of(request)
    token, way = sent.get("token", "").strip(), login_page.own_path(sent.get("to", "/"))
    if not token:
        return login_page.page(HTTPStatus.BAD_REQUEST, to=way, detail="type the token")
    refused = guard.try_tokens(request, [token], to=way)
    return refused if refused is not None else login_page.signed_in(request, guard.sessions, to=way)


async def sign_out(request: web.Request) -> web.Response:
    """The session ends, and the browser forgets its cookie."""
    await request.app[GUARD].sessions.end(request)
    answer = web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": "/"})
    answer.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict")
    return answer
