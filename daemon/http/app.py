"""The routes of the daemon's HTTP server."""

from collections.abc import Iterable

from aiohttp import web

from daemon.hook.fields import MAX_BODY_BYTES
from daemon.http import pages
from daemon.http.api import api, coverage, health, metrics, openapi, overview, provider, webhook
from daemon.http.api.problems import problems
from daemon.http.pages.flashes import NOTICES, Notices, tell_on_the_page
from daemon.http.pages.live import Live
from daemon.http.request_log import logged
from daemon.http.security import forms, login
from daemon.http.security.guard import Guard
from daemon.http.security.headers import beware
from daemon.http.security.peers import host_names, is_loopback
from daemon.http.security.sessions import SESSIONS, Sessions
from daemon.http.security.slowdown import FailedTokens
from daemon.parts import Parts


def build(parts: Parts, *acting: Iterable[web.RouteDef]) -> web.Application:
    """The whole HTTP side on these parts.

    Args:
        parts: What is shown.
        acting: The routes of what does something: starting cycles, undoing, acquiring.
    """
    host, _ = parts.settings.host_and_port
    sessions = Sessions(token=parts.access.token, clock=parts.clock)
    guard = Guard(
        token=parts.access.token,
        provider_token=parts.access.provider_token,
        hosts=host_names([*parts.settings.allowed_hosts.split(","), host]),
        loopback_only=is_loopback(host),
        sessions=sessions,
        failures=FailedTokens(parts.clock),
    )
    app = web.Application(
        middlewares=[logged, problems, guard.middleware(), forms.own_forms_only, tell_on_the_page],
        client_max_size=MAX_BODY_BYTES,
    )
    app[SESSIONS] = sessions
    app[NOTICES] = Notices()
    app.on_response_prepare.append(beware)
    app.add_routes(login.routes(guard))
    for routes in (
        webhook.routes,
        health.routes,
        metrics.routes,
        api.routes,
        pages.routes,
        coverage.routes,
        overview.routes,
        provider.routes,
        openapi.routes,
    ):
        app.add_routes(routes(parts))
    live = Live(parts)
    app.router.add_get("/live", live.stream)
    app.on_shutdown.append(live.close)
    for routes_of_one in acting:
        app.add_routes(routes_of_one)
    return app


def runner(app: web.Application) -> web.AppRunner:
    """What serves an application: without a log of addresses, which may hold tokens, and with bodies as they are sent.

    Nobody has to compress 64 KiB, and what unpacks to more than it is harms whoever unpacks it.
    """
    return web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=2)
