"""The routes of the daemon's HTTP server."""

from collections.abc import Iterable

from aiohttp import web

from daemon.http import api, coverage, forms, health, metrics, pages, webhook
from daemon.http.guard import Guard, host_names, is_loopback
from daemon.http.hook_input import MAX_BODY_BYTES
from daemon.http.problems import problems
from daemon.parts import Parts


def build(parts: Parts, *acting: Iterable[web.RouteDef]) -> web.Application:
    """The whole HTTP side on these parts.

    Args:
        parts: What is shown.
        acting: The routes of what does something: starting cycles, undoing, acquiring.
    """
    host, _ = parts.settings.host_and_port
    guard = Guard(
        token=parts.access.token,
        hosts=host_names([*parts.settings.allowed_hosts.split(","), host]),
        loopback_only=is_loopback(host),
    )
    app = web.Application(
        middlewares=[problems, guard.middleware(), forms.own_forms_only(guard)],
        client_max_size=MAX_BODY_BYTES,
    )
    app[forms.TOKEN] = forms.make_token()
    for routes in (
        webhook.routes,
        health.routes,
        metrics.routes,
        api.routes,
        pages.routes,
        coverage.routes,
    ):
        app.add_routes(routes(parts))
    for routes_of_one in acting:
        app.add_routes(routes_of_one)
    return app
