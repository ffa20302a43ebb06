"""Answers byte for byte as the real server gives them: facts/audiobookshelf.md 1 and 6."""

import json
import re
from http import HTTPStatus
from typing import Any, Final, NoReturn

from aiohttp import web

BODY_LIMIT: Final = 10 * 1024 * 1024


class RefusedError(Exception):
    """The request ends here with *response*."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


def answer(body: Any) -> web.Response:
    """JSON."""
    return web.json_response(body)


def text(status: int, body: str | None = None) -> web.Response:
    """Plain text; by default the status's own phrase."""
    return web.Response(status=status, text=HTTPStatus(status).phrase if body is None else body)


def page(status: int, message: str | None = None) -> web.Response:
    """The framework's own page for an error."""
    said = HTTPStatus(status).phrase if message is None else message
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        said = "Payload Too Large"
    html = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n'
        f"<body>\n<pre>{said}</pre>\n</body>\n</html>\n"
    )
    return web.Response(status=status, text=html, content_type="text/html")


def refuse(status: int, body: str | None = None) -> NoReturn:
    """End the request with a plain text."""
    raise RefusedError(text(status, body))


async def parsed(request: web.Request) -> Any:
    """The body as the server takes it: an object or array, and ``{}`` for what it does not understand."""
    body = await request.read()
    if len(body) > BODY_LIMIT:
        raise RefusedError(page(413))
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    if request.content_type != "application/json" or not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        raise RefusedError(page(400)) from None
    if not isinstance(value, dict | list):
        raise RefusedError(page(400))
    return value


async def parsed_object(request: web.Request) -> dict[str, Any]:
    """The same, and ``{}`` for an array."""
    value = await parsed(request)
    return value if isinstance(value, dict) else {}


def files(content_type: str, body: bytes, field: str) -> list[tuple[str, bytes]]:
    """The names and contents of the files that a form sends as *field*."""
    boundary = b"--" + content_type.partition("boundary=")[2].strip('"').encode()
    found = []
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rf'name="{field}";[^\r]*filename="([^"]*)"', head.decode())
        if name is not None:
            found.append((name[1], content.removesuffix(b"\r\n")))
    return found


async def without_content_type(_request: web.Request, response: web.StreamResponse) -> None:
    """A refused token is answered without any Content-Type."""
    if response.status == HTTPStatus.UNAUTHORIZED:
        response.headers.popall("Content-Type", None)


def dropped(request: web.Request) -> web.Response:
    """Break the connection; the answer never leaves."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
