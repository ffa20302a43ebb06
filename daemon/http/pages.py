"""The page that shows what happens."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from daemon.http import health
from daemon.http.api import event_view
from daemon.http.cycles import newest_runs
from daemon.http.forms import TOKEN
from daemon.parts import Parts
from domain.recording import utc_text

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER: Final = Path(__file__).parent / "templates"
# Scripts and other sites have no business in these pages; the style is the page's own.
_POLICY: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser would hide from us, too, that a form of ours is ours.
    "Referrer-Policy": "same-origin",
}


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /``: services, inbox, downloads and changes on one page."""
    environments: list[Environment] = []

    async def dashboard(request: web.Request) -> web.Response:
        if not environments:
            environments.append(_environment())
        page = environments[0].get_template("dashboard.html").render(await _shown(parts), **_form(request))
        return web.Response(text=page, content_type="text/html", headers=_POLICY)

    return [web.get("/", dashboard)]


def _form(request: web.Request) -> dict[str, str]:
    """What a form of the page needs: its token, and the daemon's where the page was asked for with it."""
    query = f"?{request.query_string}" if "apikey" in request.query else ""
    return {"form_token": request.app[TOKEN], "form_query": query}


def _environment() -> "Environment":
    # Loaded at the first look: an idle daemon that nobody looks at does not carry it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    environment.filters["moment"] = lambda moment: (
        "" if moment is None else utc_text(moment).replace("T", " ")
    )
    environment.filters["value"] = _value
    return environment


async def _shown(parts: Parts) -> dict[str, Any]:
    return {
        "health": await health.report(parts),
        "events": [event_view(row) for row in await parts.inbox.recent(limit=20)],
        "downloads": await parts.downloads.recent(limit=20),
        "changes": await parts.changes.recent(limit=30),
        "runs": await newest_runs(parts, 3),
    }


def _value(value: Any) -> str:
    match value:
        case None | [] | "":
            return "–"
        case True | False:
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value))
    return str(value)
