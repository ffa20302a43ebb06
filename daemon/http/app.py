"""The daemon's HTTP server: its routes and middlewares."""

import logging
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from daemon.config.loopback import is_loopback
from daemon.config.settings import Settings
from daemon.hook.calls import MAX_BODY_BYTES
from daemon.http.api import provider_cover
from daemon.http.api.context import Api
from daemon.http.api.openapi import ROUTES
from daemon.http.api.webhook import refused_calls
from daemon.http.base_path import BASE_PATH, sent
from daemon.http.connections import timed
from daemon.http.pages.flashes import NOTICES, Notices, show_on_next_page
from daemon.http.pages.live import LIVE, Live
from daemon.http.pages.refusals import shown_as_pages
from daemon.http.pages.rendering import SITE, Site
from daemon.http.problems import problems
from daemon.http.routes import API, PAGES
from daemon.http.security import forms
from daemon.http.security.access import Access
from daemon.http.security.guard import GUARD, Guard
from daemon.http.security.headers import beware
from daemon.http.security.peers import host_names
from daemon.http.security.sessions import SESSIONS, Sessions
from daemon.http.security.signed_in_by_proxy import AuthHeader
from daemon.http.security.slowdown import FailedTokens
from daemon.parts import Parts
from store.signed_out import SignedOut

_log: Final = logging.getLogger("shelfhook.requests")


def build(api: Api, notices: Notices) -> web.Application:
    """The whole HTTP side on one daemon.

    Args:
        api: The daemon.
        notices: Those that were not shown yet.
    """
    guard = _guard(api.parts)
    base = api.parts.settings.base_path
    app = web.Application(
        middlewares=[
            *([sent(base)] if base else []),
            timed,
            logged,
            refused_calls(api.parts),
            problems,
            guard.middleware(),
            forms.own_forms_only,
            shown_as_pages,
            show_on_next_page,
        ],
        client_max_size=MAX_BODY_BYTES,
    )
    app[BASE_PATH] = base
    app[GUARD], app[SESSIONS] = guard, guard.sessions
    app[NOTICES], app[ROUTES] = notices, API
    app[SITE], app[LIVE] = Site(api), Live(api.parts, api.check_up)
    app.on_response_prepare.append(beware)
    app.on_startup.append(app[SITE].open)
    app.on_shutdown.append(app[LIVE].close)
    app.add_routes([route.bound(api) for route in API])
    app.add_routes(PAGES)
    return app


def _guard(parts: Parts) -> Guard:
    host, _ = parts.settings.host_and_port
    others, by_proxy = _named(parts.settings), AuthHeader.of(parts.settings)
    return Guard(
        token=parts.access.token,
        provider_token=parts.access.provider_token,
        hosts=others | host_names([host]),
        only_this_machine=is_loopback(host) and not others and not by_proxy.proxies,
        access={route.path: route.access for route in API if route.access is not Access.USER}
        | {provider_cover.PATH: Access.ANYONE},
        sessions=Sessions(
            token=parts.access.token, clock=parts.clock, signed_out=SignedOut(parts.store.switches)
        ),
        by_proxy=by_proxy,
        failures=FailedTokens(parts.clock),
    )


def _named(settings: Settings) -> frozenset[str]:
    """The names by which others reach the daemon, as the user set them."""
    addresses = [
        urlsplit(address).hostname or "" for address in (settings.hook_url, settings.page_url) if address
    ]
    elsewhere = [name for name in addresses if not is_loopback(name)]
    return host_names([*settings.allowed_hosts, *elsewhere])


@web.middleware
async def logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log each request with its answer's status, for the debug mode; never its query, which may hold a token."""
    response = await handler(request)
    _log.debug("%s %s: answered %d", request.method, request.path, response.status)
    return response
