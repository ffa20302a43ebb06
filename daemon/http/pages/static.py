"""Sends the files that the pages load."""

from aiohttp import web

from daemon.http.static_files import KINDS, content


async def file(request: web.Request) -> web.Response:
    """One of them."""
    name = request.match_info["name"]
    if name not in KINDS:
        raise web.HTTPNotFound
    # The address changes with the content, so a cached file stays valid.
    lasting = "public, max-age=31536000, immutable" if request.query_string else "no-cache"
    answer = web.Response(
        body=content(name),
        content_type=KINDS[name],
        charset="utf-8",
        headers={"Cache-Control": lasting, "Vary": "Accept-Encoding"},
    )
    answer.enable_compression()
    return answer
