"""From a template to an answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from daemon.http.pages.flashes import NOTICES
from daemon.http.security.forms import FIELD, token_for
from daemon.http.security.sessions import SESSIONS
from daemon.parts import Parts

if TYPE_CHECKING:
    from jinja2 import Environment

# What a page loads, and where its forms go, is the daemon's own; nothing in it is code or style.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Renderer:
    """Makes the pages of one daemon."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._environment: Environment | None = None

    def page(
        self,
        request: web.Request,
        template: str,
        shown: Mapping[str, Any],
        *,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        """The page that a template makes of what is *shown*."""
        if self._environment is None:
            # Loaded at the first look: an idle daemon that nobody looks at does not carry it.
            from daemon.http.pages.environment import environment

            self._environment = environment()
        notice = request.app[NOTICES].take(request)
        settings = self._parts.settings
        body = self._environment.get_template(template).render(
            shown,
            here=request.path,
            now=self._parts.clock.now(),
            zone=settings.timezone,
            dry_run=settings.dry_run,
            version=self._parts.version,
            form_field=FIELD,
            form_token=token_for(request),
            signed_in=request.app[SESSIONS].of(request) is not None,
            notice=notice,
        )
        answer = web.Response(
            text=body,
            status=status.value,
            content_type="text/html",
            headers={"Content-Security-Policy": _POLICY},
        )
        if notice is not None:
            request.app[NOTICES].forget(answer)
        return answer

    def not_found(self, request: web.Request, what: str) -> web.Response:
        """The page that says that there is no such thing."""
        return self.page(request, "not_found.html", {"what": what}, status=HTTPStatus.NOT_FOUND)
