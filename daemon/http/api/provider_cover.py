"""The covers of the Match dialog: MAM's posters at an address of ours, which Audiobookshelf and its pages may fetch.

Callers are not sent to MAM: the picture is fetched here, at MAM's pace, and kept. Audiobookshelf shows no token when it
fetches a cover, so the address holds a signature, and opens nothing but that one picture.
"""

import hmac
from typing import Final

from aiohttp import web

from daemon.http.api.context import Api
from daemon.http.security.peers import forwarded_scheme, host
from daemon.parts import Parts
from domain.errors import ShelfhookError
from domain.recording import Recording

PATH: Final = "/cover"
_HEADERS: Final = {"Cache-Control": "private, max-age=86400", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Kept for a day, and shown on the pages of Audiobookshelf."""


def address(parts: Parts, request: web.Request, recording: Recording) -> str | None:
    """The address of a recording's cover, as the caller reaches us; None where MAM has no picture."""
    if recording.poster is None or recording.torrent_id is None:
        return None
    scheme = forwarded_scheme(request) or request.scheme
    query = f"torrent={recording.torrent_id}&key={_signature(parts, recording.torrent_id)}"
    return f"{scheme}://{host(request)}{parts.settings.base_path}{PATH}?{query}"


async def picture(api: Api, request: web.Request) -> web.Response:
    """The picture behind a signed address; 404 for any other, and where there is none to be had."""
    number = request.query.get("torrent", "")
    torrent_id = int(number) if number.isascii() and number.isdigit() and len(number) <= 12 else 0  # noqa: PLR2004
    shown = request.query.get("key", "").encode(errors="replace")
    if not hmac.compare_digest(shown, _signature(api.parts, torrent_id).encode()):
        raise web.HTTPNotFound
    download = await api.parts.store.downloads.by_mam_id(torrent_id)
    poster = None if download is None else download.recording.poster
    if poster is None:
        raise web.HTTPNotFound
    try:
        found = await api.patient.connections.pictures(poster)
    except ShelfhookError as error:
        raise web.HTTPNotFound from error
    return web.Response(body=found.data, content_type=found.content_type, headers=_HEADERS)


def _signature(parts: Parts, torrent_id: int) -> str:
    secret = parts.access.provider_token.get_secret_value().encode()
    return hmac.new(secret, f"cover {torrent_id}".encode(), "sha256").hexdigest()
