"""What became of a form that a page sent, told on the next page."""

import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from daemon.http.api.problems import problems
from daemon.http.pages.wording import named
from daemon.http.security.forms import is_form
from daemon.http.security.login_page import is_wanted, own_path

_CHECK_UP: Final = "/api/doctor"
_COOKIE: Final = "shelfhook_notice"
_KEPT: Final = 100
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence, and whether it tells of something that was refused; a check-up's findings, where there was one."""

    sentence: str
    refused: bool
    findings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Notices:
    """The newest notices; each is shown once, to the browser whose form it answers."""

    _kept: OrderedDict[str, Notice] = field(default_factory=OrderedDict)

    def give(self, answer: web.StreamResponse, notice: Notice) -> None:
        """Let the browser that gets this answer be told at its next page."""
        name = secrets.token_urlsafe(9)
        self._kept[name] = notice
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        answer.set_cookie(_COOKIE, name, max_age=_SECONDS, path="/", httponly=True, samesite="Strict")

    def take(self, request: web.Request) -> Notice | None:
        """What this browser is to be told."""
        return self._kept.pop(request.cookies.get(_COOKIE, ""), None)

    def forget(self, answer: web.StreamResponse) -> None:
        """Let the browser forget the name of what it was told."""
        answer.del_cookie(_COOKIE, path="/", httponly=True, samesite="Strict")


NOTICES: Final = web.AppKey("notices", Notices)


@web.middleware
async def tell_on_the_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lead a person who pressed a button back to the page that it stood on, and tell there what became of it."""
    if request.method != "POST" or _leads_on(request) or not is_form(request) or not is_wanted(request):
        return await handler(request)
    answer = await problems(request, handler)
    if answer.status == HTTPStatus.SEE_OTHER or not isinstance(answer, web.Response):
        return answer
    refused = answer.status >= HTTPStatus.BAD_REQUEST
    body = json.loads(answer.text or "null") if "json" in answer.content_type else None
    notice = Notice(sentence(body, request.path), refused)
    if isinstance(body, list) and request.path == _CHECK_UP:
        notice = Notice(_summary(body), any(one["result"] == "broken" for one in body), tuple(body))
    back = web.Response(status=HTTPStatus.SEE_OTHER.value, headers={"Location": _came_from(request)})
    request.app[NOTICES].give(back, notice)
    return back


def _summary(findings: Sequence[Mapping[str, Any]]) -> str:
    """How many things the check-up found wrong."""
    wrong = [one for one in findings if one["result"] in {"warning", "broken"}]
    if not wrong:
        return "all is well"
    return f"{len(wrong)} of {len(findings)} probes found something to mend"


def _leads_on(request: web.Request) -> bool:
    """Whether the form is none that acts on the page's things: it signs in or out."""
    return not request.path.startswith("/api/")


def _came_from(request: web.Request) -> str:
    """The page of ours that the form stood on."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.host:
        return "/"
    return own_path(f"{page.path}?{page.query}" if page.query else page.path)


def sentence(body: Any, path: str) -> str:
    """What an answer of the API says, for a person."""
    if isinstance(body, list):
        return "; ".join(sentence(one, path) for one in body) or "there was nothing to do"
    if not isinstance(body, Mapping):
        return "done"
    if "detail" in body:
        return str(body["detail"])
    told = _of_download(body, path) if "download" in body else _of_others(body)
    return told or "done"


def _of_download(body: Mapping[str, Any], path: str) -> str | None:
    match body:
        case {"download": number, "item": _, "title": title}:
            return f"download {number} is {title}; its metadata follows"
        case {"download": number, "status": status, "waits": str(waits)} if path.endswith("/approve"):
            return f"download {number} is {named(status)}; it waits: {waits}"
        case {"download": number, "status": status}:
            return f"download {number} is {named(status)}"
    return None


def _of_others(body: Mapping[str, Any]) -> str | None:
    match body:
        case {"undone": _, "field": field, "why": why}:
            return f"{field}: {why}"
        case {"run": run}:
            return f"run {run} was started"
        case {"event": number, "verdict": verdict}:
            return f"event {number} is {named(verdict)}"
        case {"ok": _, "said": said, "mend": mend}:
            return f"{said}: {mend}" if mend else str(said)
        case {"mode": _, "closed": closed}:
            return str(closed or "acquisition goes on")
    return None
