"""From a template to an answer."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web

from daemon.http.api.context import Api
from daemon.http.pages.flashes import NOTICES
from daemon.http.pages.links_out import LinksOut
from daemon.http.security.forms import FIELD, token_for
from daemon.http.security.guard import GUARD
from daemon.http.security.origin import may_be_compressed
from daemon.http.security.sessions import SESSIONS

# A page loads, and sends its forms to, only this daemon; it contains no inline code or style.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Site:
    """Makes the pages of one daemon."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.cover_turn = asyncio.Lock()
        self._has_imports = api.importing.is_on

    async def open(self, _app: web.Application) -> None:
        """Read once whether there are imports of a time when `IMPORT` was on: without it none are added."""
        self._has_imports = self._has_imports or bool(await self.api.parts.store.views.imported.counts())

    def page(
        self,
        request: web.Request,
        template: str,
        shown: Mapping[str, Any],
        *,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        """The page that a template makes of *shown*."""
        # Loaded with the first page: an idle daemon does not need jinja2.
        from daemon.http.pages.templates import environment

        parts = self.api.parts
        notice = None if keeps_current(request) else request.app[NOTICES].take(request)
        body = (
            environment()
            .get_template(template)
            .render(
                shown,
                here=request.path,
                here_whole=shown.get("here_whole", request.path_qs),
                now=parts.clock.now(),
                zone=parts.settings.timezone,
                dry_run=parts.settings.dry_run,
                has_imports=self._has_imports,
                version=parts.version,
                links_out=LinksOut.of(parts.settings),
                form_field=FIELD,
                form_token=token_for(request),
                signed_in=request.app[SESSIONS].of(request) is not None,
                person=request.app[GUARD].by_proxy.person(request),
                notice=notice,
            )
        )
        answer = _sent(request, body, status)
        if notice is not None:
            request.app[NOTICES].forget(answer)
        return answer

    def not_found(self, request: web.Request, what: str) -> web.Response:
        """The page for a thing that does not exist."""
        return self.page(request, "not_found.html", {"what": what}, status=HTTPStatus.NOT_FOUND)


def _sent(request: web.Request, body: str, status: HTTPStatus) -> web.Response:
    """A page's text on its way to a browser."""
    headers = {"Content-Security-Policy": _POLICY}
    answer = web.Response(text=body, status=status.value, content_type="text/html", headers=headers)
    if may_be_compressed(request):
        answer.enable_compression()
    return answer


def keeps_current(request: web.Request) -> bool:
    """Whether an open page asks what has changed; the answer to a form is another's."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


SITE: Final = web.AppKey("site", Site)
