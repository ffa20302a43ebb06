"""The security headers of every answer."""

from typing import Final

from aiohttp import web

_DEFAULTS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With no-referrer a browser would hide from us, too, that a form of ours is ours.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


async def beware(_request: web.Request, response: web.StreamResponse) -> None:
    """Mark each answer of a route."""
    mark(response)


def mark(response: web.StreamResponse) -> None:
    """Let an answer not be kept, framed, read by other sites or taken for something else, unless it says so itself."""
    for name, value in _DEFAULTS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "shelfhook"
