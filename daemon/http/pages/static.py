"""The files that the pages load, from the daemon itself."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

_FOLDER: Final = Path(__file__).parents[1] / "static"
_SCRIPT: Final = "text/javascript"
_KINDS: Final = {
    "style.css": "text/css",
    "live.js": _SCRIPT,
    "vendor/htmx.min.js": _SCRIPT,
    "vendor/idiomorph-ext.min.js": _SCRIPT,
    "icon.svg": "image/svg+xml",
}


async def file(request: web.Request) -> web.Response:
    """One of them."""
    name = request.match_info["name"]
    if name not in _KINDS:
        raise web.HTTPNotFound
    # The address changes with the content, so a cached file stays valid.
    lasting = "public, max-age=31536000, immutable" if request.query_string else "no-cache"
    return web.Response(
        body=_content(name),
        content_type=_KINDS[name],
        charset="utf-8",
        headers={"Cache-Control": lasting},
    )


def address(name: str) -> str:
    """Where a page finds a file."""
    return f"/static/{name}?{hashlib.sha256(_content(name)).hexdigest()[:12]}"


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
