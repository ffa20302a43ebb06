"""Which path leads where, who may pass, and what all of them share."""

from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.audiobookshelf import (
    chapter_routes,
    cover_routes,
    item_routes,
    library_routes,
    provider_routes,
    wire,
)
from sandbox.audiobookshelf.context import STATE, USER
from sandbox.audiobookshelf.shapes import VERSION
from sandbox.audiobookshelf.users import User

BASE_PATH: Final = "/audiobookshelf"

_STATUS: Final = {
    "app": "audiobookshelf",
    "serverVersion": VERSION,
    "isInit": True,
    "language": "en-us",
    "authMethods": ["local"],
    "authFormData": {"authLoginCustomMessage": ""},
}


async def _ping(_request: web.Request) -> web.Response:
    return wire.answer({"success": True})


async def _healthcheck(_request: web.Request) -> web.Response:
    return wire.text(200)


async def _status(_request: web.Request) -> web.Response:
    return wire.answer(_STATUS)


async def _me(request: web.Request) -> web.Response:
    return wire.answer(request[USER].me(request.app[STATE].database.now()))


async def _authorize(request: web.Request) -> web.Response:
    state = request.app[STATE]
    user = request[USER].me(state.database.now())
    library = next(iter(state.database.libraries))
    settings = {
        "id": "server-settings",
        "storeCoverWithItem": state.scanner.covers.with_item,
        "storeMetadataWithItem": state.database.stores_metadata_with_item,
        "version": VERSION,
        "language": "en-us",
    }
    return wire.answer(
        {"user": user, "userDefaultLibraryId": library, "serverSettings": settings, "Source": "docker"}
    )


def add_routes(app: web.Application) -> None:
    """All paths, also below the base path."""
    for base in ("", BASE_PATH):
        app.router.add_get(f"{base}/ping", _ping)
        app.router.add_get(f"{base}/healthcheck", _healthcheck)
        app.router.add_get(f"{base}/status", _status)
        app.router.add_get(f"{base}/api/me", _me)
        app.router.add_post(f"{base}/api/authorize", _authorize)
        library_routes.add(app, base)
        item_routes.add(app, base)
        chapter_routes.add(app, base)
        cover_routes.add(app, base)
        provider_routes.add(app, base)


@web.middleware
async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let only known tokens into the API, and answer as the server does for what is not there."""
    path = request.path.removeprefix(BASE_PATH)
    if path.startswith("/api") and not cover_routes.is_open(request):
        user = _user(request)
        if user is None:
            return wire.text(401)
        request[USER] = user
    try:
        return await handler(request)
    except wire.RefusedError as refused:
        return refused.response
    except web.HTTPException as error:
        if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
            raise
        return wire.page(404, f"Cannot {request.method} {path}")


def _user(request: web.Request) -> User | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = request.query.get("token", "")
    users = (user for user in request.app[STATE].users if user.is_active)
    return next((user for user in users if token in {user.token, user.legacy_token}), None)
