"""What a page may send: the daemon's own pages, and nobody else's."""

import hmac
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from daemon.http.guard import Guard
from daemon.http.problems import problem
from domain.errors import BadInputError

FIELD: Final = "csrf"
"""The hidden field of every form."""

TOKEN: Final = web.AppKey("form_token", str)
"""What that field holds: made by this process, and only its pages know it."""

_FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def make_token() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def own_forms_only(guard: Guard) -> Middleware:
    """Let a request that changes something pass only with the daemon's token, or from a form of our own page.

    A page of another site can make the user's browser send such a request, and on loopback no token is asked
    for. It can neither forge the browser's own word of where a request comes from nor read the form's token.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method in _HARMLESS or guard.knows(request):
            return await handler(request)
        if _from_elsewhere(request):
            return problem(
                HTTPStatus.FORBIDDEN, "this request comes from another site's page", field="Origin"
            )
        if not await _holds_token(request):
            return problem(
                HTTPStatus.FORBIDDEN,
                "show the daemon's token (Authorization: Bearer), or use a form of its page; reload that page "
                "if the daemon was restarted",
                field=FIELD,
            )
        return await handler(request)

    return check


def _from_elsewhere(request: web.Request) -> bool:
    """What the browser says; one that says nothing of itself still lacks the form's token."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


async def _holds_token(request: web.Request) -> bool:
    if request.content_type not in _FORMS:
        return False
    shown = (await request.post()).get(FIELD)
    return isinstance(shown, str) and hmac.compare_digest(shown.encode(), request.app[TOKEN].encode())


def is_form(request: web.Request) -> bool:
    """Whether a page's form was sent, whose sender wants to see a page again."""
    return request.content_type in _FORMS


async def fields_of(request: web.Request) -> Mapping[str, Any]:
    """The fields of a form or of a JSON object; none when there is no body.

    Raises:
        BadInputError: The body is not JSON, or no object.
        aiohttp.web.HTTPUnsupportedMediaType: It is of another kind.
    """
    if not request.can_read_body:
        return {}
    if is_form(request):
        return {name: value for name, value in (await request.post()).items() if name != FIELD}
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = await request.json()
    except (ValueError, RecursionError) as error:
        raise BadInputError("body", "is not JSON") from error
    if not isinstance(body, dict):
        raise BadInputError("body", "must be an object")
    return body
