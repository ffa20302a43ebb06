"""Below a path of a host name that other programs share (`BASE_PATH`).

Within the daemon every address begins at the root. Here alone is the path taken off what arrives, and put before
what leaves: routes, handlers and templates know nothing of it. A request without the path is answered as well, as a proxy may
have taken it off, and the commands and the hook on this machine call without it.
"""

import re
from typing import Any, Final, cast

from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

BASE_PATH: Final = web.AppKey("base_path", str)
"""Empty, or a path with a slash before and none after it."""

# Values of users are escaped, so a double quote before a path is a template's.
_ADDRESS: Final = re.compile(
    r'(\s(?:href|src|action|formaction|data-live|hx-(?:get|post|put|patch|delete|push-url|replace-url))=")(?=/(?!/))'
)


def at_root(app: web.Application, runner: web.AppRunner) -> web.Server:
    """The application's server, once it is set up; it reads a request below the path as if it were at the root."""
    base, server = app.get(BASE_PATH, ""), cast("web.Server", runner.server)
    made = server.request_factory

    def make(message: RawRequestMessage, *more: Any) -> web.BaseRequest:
        return made(_without(base, message), *more)

    if base:
        server.request_factory = make
    return server


def _without(base: str, message: RawRequestMessage) -> RawRequestMessage:
    before, _, rest = message.path.partition(base)
    if before or rest[:1] not in {"", "/", "?"}:
        return message
    path, _, query = (rest if rest.startswith("/") else f"/{rest}").partition("?")
    return message._replace(path=path, url=URL.build(path=path, query_string=query, encoded=True))


def sent(base: str) -> Middleware:
    """The path before each address of an answer: of its pages, its redirects and its cookies."""

    @web.middleware
    async def before(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        if (location := answer.headers.get("Location", "")).startswith("/"):
            answer.headers["Location"] = base + location
        for cookie in answer.cookies.values():
            cookie["path"] = base
        if isinstance(answer, web.Response) and answer.content_type == "text/html" and answer.text:
            answer.text = _ADDRESS.sub(rf"\g<1>{base}", answer.text)
        return answer

    return before
