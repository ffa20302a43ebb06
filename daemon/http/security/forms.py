"""Protects forms: only the daemon's own pages may send them."""

import hmac
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from daemon.http.inputs import FORM, form_of
from daemon.http.security import login_page
from daemon.http.security.guard import GUARD, shows_token
from daemon.http.security.origin import complaint
from daemon.http.security.sessions import SESSIONS

FIELD: Final = "csrf"
"""The hidden field of every form."""

_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def token_for(request: web.Request) -> str:
    """The value of `FIELD` in the forms of a page that answers this request: only our own pages know it."""
    return request.app[SESSIONS].form_token(request, request.app[GUARD].by_proxy.person(request))


@web.middleware
async def own_forms_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request that changes something pass only with the daemon's token, or from a form of our own page.

    Another site's page can make the user's browser send such a request: on loopback it needs no token,
    and elsewhere the browser adds the session's cookie by itself. That page can neither forge the browser's
    own word of where a request comes from nor read the form's token. The form that signs in holds the
    daemon's token instead.
    """
    if request.method in _HARMLESS or shows_token(request):
        return await handler(request)
    signs_in = request.path == login_page.PATH
    if (wrong := complaint(request, request.app[GUARD].knows)) is not None:
        way = "/" if signs_in else None
        return login_page.refusal(request, HTTPStatus.FORBIDDEN, wrong, field="Origin", to=way)
    if not signs_in and not await _holds_token(request):
        return login_page.refusal(
            request,
            HTTPStatus.FORBIDDEN,
            "show the daemon's token (Authorization: Bearer), or use a form of its page; reload that page "
            "if you signed in or out since",
            field=FIELD,
        )
    return await handler(request)


async def _holds_token(request: web.Request) -> bool:
    if not is_form(request):
        return False
    shown = (await form_of(request)).get(FIELD, "")
    return hmac.compare_digest(shown.encode(errors="replace"), token_for(request).encode())


def is_form(request: web.Request) -> bool:
    """Whether a page's form was sent, whose sender wants to see a page again."""
    return request.content_type == FORM
