"""The page that asks for the token."""

import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from daemon.http.problems import problem
from daemon.http.security.peers import came_by_https
from daemon.http.security.sessions import COOKIE, LASTING, Sessions
from daemon.http.static_files import address
from daemon.words.wording import capital

if TYPE_CHECKING:
    from jinja2 import Template

PATH: Final = "/login"
_FOLDER: Final = Path(__file__).parents[1] / "templates"
_OWN_PATH: Final = re.compile(r"/(?![/\\])[\x21-\x7e]{0,2000}")


def is_wanted(request: web.Request) -> bool:
    """Whether a person's browser asks, which has more use for a page than for problem details."""
    return "text/html" in request.headers.get("Accept", "")


def token_needed(request: web.Request, doubt: str | None) -> web.Response:
    """The answer to who may not see this; *doubt* is why a proxy's word did not count, where one was expected."""
    headers = {"WWW-Authenticate": "Bearer"}
    if is_wanted(request):
        return page(HTTPStatus.UNAUTHORIZED, to=way_back(request), detail=doubt, headers=headers)
    ways = ["a token is needed: Authorization: Bearer, X-Api-Key or apikey=", doubt]
    detail = "; ".join(filter(None, ways))
    return problem(HTTPStatus.UNAUTHORIZED, detail, field="Authorization", headers=headers)


def refusal(
    request: web.Request,
    status: HTTPStatus,
    detail: str,
    *,
    field: str,
    to: str | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """A problem for a program, and the page for a person; arguments as for `problem` and `page`."""
    if not is_wanted(request):
        return problem(status, detail, field=field, headers=headers)
    return page(status, to=to, detail=detail, headers=headers)


def page(
    status: HTTPStatus, *, to: str | None, detail: str | None = None, headers: dict[str, str] | None = None
) -> web.Response:
    """The form; *to* is the visitor's destination, *detail* what was wrong with the last try.

    Without *to* there is no form: signing in would not help.
    """
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )
    told = f"{capital(detail)}." if detail else ""
    text = _template().render(path=PATH, to=to, told=told, static=address)
    all_headers = {"Content-Security-Policy": policy, **(headers or {})}
    return web.Response(text=text, status=status.value, content_type="text/html", headers=all_headers)


@cache
def _template() -> "Template":
    # Loaded at the first visitor: an idle daemon does not carry it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("login.html")


def signed_in(request: web.Request, sessions: Sessions, *, to: str) -> web.Response:
    """The way on with the cookie of a new session."""
    answer = web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": to})
    answer.set_cookie(
        COOKIE,
        sessions.begin(),
        max_age=int(LASTING.total_seconds()),
        path="/",
        httponly=True,
        samesite="Strict",
        secure=came_by_https(request),
    )
    return answer


def way_back(request: web.Request) -> str:
    """Where a visitor wanted to go, without a token; the front page when something was sent there."""
    if request.method != "GET":
        return "/"
    return own_path(str(request.rel_url.without_query_params("apikey")))


def own_path(text: str) -> str:
    """A path of ours as it is; the front page for anything that leads elsewhere."""
    return text if _OWN_PATH.fullmatch(text) else "/"
