"""The result of a form, shown on the next page."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from daemon.http.answers import REPLY
from daemon.http.base_path import BASE_PATH
from daemon.http.inputs import form_of
from daemon.http.pages.since import PARAMETER, with_since
from daemon.http.problems import PROBLEM, problems
from daemon.http.security.forms import is_form
from daemon.http.security.guard import GUARD
from daemon.http.security.login_page import is_wanted, own_path
from daemon.http.security.origin import is_own

_COOKIE: Final = "shelfhook_notice"
_KEPT: Final = 100
_SECONDS: Final = 60
_OF_WHAT_IT_SAYS: Final = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
"""Refusals of a form that could be read."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and whether it is about a refusal."""

    sentence: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Notices:
    """The newest notices; each is shown once, to the browser whose form it answers."""

    _kept: OrderedDict[str, Notice] = field(default_factory=OrderedDict)

    def give(self, answer: web.StreamResponse, notice: Notice) -> None:
        """Show this to the browser on its next page."""
        name = secrets.token_urlsafe(9)
        self._kept[name] = notice
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        answer.set_cookie(_COOKIE, name, max_age=_SECONDS, path="/", httponly=True, samesite="Strict")

    def take(self, request: web.Request) -> Notice | None:
        """What this browser is to be shown."""
        return self._kept.pop(request.cookies.get(_COOKIE, ""), None)

    def forget(self, answer: web.StreamResponse) -> None:
        """Delete the cookie, because its text has been shown."""
        answer.del_cookie(_COOKIE, path="/", httponly=True, samesite="Strict")


NOTICES: Final = web.AppKey("notices", Notices)


@web.middleware
async def show_on_next_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Send a person who pressed a button back to that button's page, and show the result there."""
    if request.method != "POST" or _leads_on(request) or not is_form(request) or not is_wanted(request):
        return await handler(request)
    answer = await problems(request, handler)
    if answer.status == HTTPStatus.SEE_OTHER:
        return answer
    was_read = answer.status < HTTPStatus.BAD_REQUEST or answer.status in _OF_WHAT_IT_SAYS
    sent = await form_of(request) if was_read else {}
    page = with_since(_came_from(request), sent.get(PARAMETER))
    back = web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": page})
    if (notice := _notice(answer)) is not None:
        request.app[NOTICES].give(back, notice)
    return back


def _notice(answer: web.StreamResponse) -> Notice | None:
    """The sentence of the API's answer, for a person; None where the page itself shows the result."""
    refusal, reply = answer.get(PROBLEM), answer.get(REPLY)
    if refusal is not None:
        return Notice(refusal.detail, refused=True)
    if reply is None:
        return Notice("done", refused=False)
    return Notice(reply.says, reply.refused) if reply.says else None


def _leads_on(request: web.Request) -> bool:
    """Whether the form only signs in or out, and does not act on the page's things."""
    return not request.path.startswith("/api/")


def _came_from(request: web.Request) -> str:
    """The page of ours that had the form."""
    referer = request.headers.get("Referer", "")
    if not is_own(request, referer, request.app[GUARD].knows):
        return "/"
    page = urlsplit(referer)
    path = page.path.removeprefix(request.app[BASE_PATH]) or "/"
    return own_path(f"{path}?{page.query}" if page.query else path)
