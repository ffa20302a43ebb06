"""From a template to an answer."""

import asyncio
import operator
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup

from daemon.http import wording
from daemon.http.api.context import Api
from daemon.http.pages import text
from daemon.http.pages.flashes import NOTICES
from daemon.http.pages.links_out import LinksOut
from daemon.http.security.forms import FIELD, token_for
from daemon.http.security.guard import GUARD
from daemon.http.security.sessions import SESSIONS
from daemon.http.static_files import address
from daemon.words import cost_words, field_words, units
from daemon.words import wording as shared
from domain.languages import language_name
from domain.services import TITLES
from domain.value_words import value_in_words

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

_FOLDER: Final = Path(__file__).parents[1] / "templates"

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
        parts = self.api.parts
        notice = None if keeps_current(request) else request.app[NOTICES].take(request)
        body = (
            _environment()
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
        """The page for a thing that does not exist."""
        return self.page(request, "not_found.html", {"what": what}, status=HTTPStatus.NOT_FOUND)


def keeps_current(request: web.Request) -> bool:
    """Whether an open page asks what has changed; the answer to a form is another's."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


SITE: Final = web.AppKey("site", Site)


@cache
def _environment() -> "Environment":
    """All that the templates may use; each of them is compiled once."""
    # Loaded with the first page: an idle daemon does not need it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= _FILTERS | {"moment": pass_context(_moment), "exact": pass_context(_exact)}
    made.globals |= {
        "static": address,
        "cycle_names": wording.CYCLES,
        "acquisition_modes": shared.ACQUISITION,
        "fixes": wording.FIXES,
        "service_names": TITLES,
        "proofs": shared.PROOFS,
        "sources": shared.SOURCES,
        "origins": shared.ORIGINS,
        "import_choice_names": shared.IMPORT_CHOICES,
        "import_modes": shared.IMPORT_MODES,
        "import_problems": shared.IMPORT_PROBLEMS,
        "left_out": shared.LEFT_OUT,
        "questions": shared.QUESTIONS,
        "shelves": shared.SHELVES,
    }
    return made


def _plain(given: Any) -> Any:
    """The values of a template: no text can steer the reader's screen, whatever its name."""
    return text.clean(given) if isinstance(given, str) and not isinstance(given, Markup) else given


def _moment(context: "Context", given: datetime | None) -> Any:
    return "" if given is None else text.moment(given, context["now"], context["zone"])


def _exact(context: "Context", given: datetime | None) -> str:
    return "" if given is None else units.exact(given, context["zone"])


def _query(given: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in given.items() if value is not None})


_FILTERS: Final = {
    "clip": text.clip,
    "isolated": text.isolated,
    "sentence": text.sentence,
    "capital": shared.capital,
    "check_result": wording.check_result,
    "value": value_in_words,
    "span": units.span,
    "seconds": lambda given: units.span(timedelta(seconds=given)),
    "running_time": units.running_time,
    "number": units.number,
    "count": units.count,
    "size": units.size,
    "cost": cost_words.in_words,
    "state": shared.named,
    "figures": shared.figures,
    "wanted": shared.wanted,
    "trigger": lambda trigger: shared.TRIGGERS.get(trigger, f"by {trigger}"),
    "tone": wording.tone,
    "level_tone": wording.level_tone,
    "event": wording.event_name,
    "check_tone": wording.check_tone,
    "field": field_words.field,
    "order": wording.ORDERS.__getitem__,
    "query": _query,
    "language": language_name,
    "combined": operator.or_,
}
