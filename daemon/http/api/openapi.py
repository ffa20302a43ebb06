"""``/openapi.json``: the API's description, generated from the handlers' signatures and docstrings."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from types import NoneType
from typing import Any, Final

from aiohttp import web
from pydantic import TypeAdapter

from daemon.http.answers import adapter
from daemon.http.api.context import Api
from daemon.http.api.operations import Operation, Route
from daemon.http.base_path import BASE_PATH
from daemon.http.problems import Problem
from daemon.http.security.access import Access
from daemon.http.security.sessions import COOKIE

View = dict[str, Any]

ROUTES: Final = web.AppKey("routes", tuple[Route, ...])
"""The data of an application's document."""

_REF: Final = "#/components/schemas/{model}"
_TOKEN: Final[Sequence[View]] = ({"bearer": []}, {"header": []}, {"query": []})
_SECURITY: Final[Mapping[Access, Sequence[View]]] = {
    Access.ANYONE: [],
    Access.USER: [*_TOKEN, {"session": []}],
    Access.TOKEN: _TOKEN,
    Access.PROVIDER: _TOKEN,
}
_SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The daemon's token; at /provider the provider's own.",
    },
    "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "apikey"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Set by signing in at /login; requests that change something need a form's token as well.",
    },
}
_ABOUT: Final = (
    "The daemon's API. Callers on the same machine need no token while LISTEN is a loopback address, except at "
    "the hook. Errors are problem details (RFC 9457); `field` names the wrong input."
)


async def openapi(api: Api, request: web.Request) -> dict[str, Any]:
    """This document."""
    return document(request.app[ROUTES], api.parts.version, base=request.app[BASE_PATH])


@cache
def document(routes: tuple[Route, ...], version: str, *, base: str = "") -> View:
    """The description (OpenAPI 3.1) of these operations, which are below the path *base*.

    Made once: it takes a third of a second, in which the daemon would answer nothing else.
    """
    schemas = _Schemas([one.operation for one in routes])
    paths: dict[str, View] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _described(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "shelfhook", "version": version, "description": _ABOUT},
        "servers": [{"url": base or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas.shared, "securitySchemes": _SCHEMES},
    }


class _Schemas:
    """The JSON schemas of all types that the operations name."""

    def __init__(self, said: Iterable[Operation]) -> None:
        answered: dict[Any, None] = {Problem: None}
        sent: dict[Any, None] = {}
        for one in said:
            answered |= {} if one.answer in (str, NoneType) else {one.answer: None}
            sent |= dict.fromkeys([*one.query.values(), *one.path.values()])
            sent |= dict.fromkeys([] if one.body is None else [one.body])
        asked = [(kind, "serialization", adapter(kind)) for kind in answered]
        asked += [(kind, "validation", adapter(kind)) for kind in sent]
        found, rest = TypeAdapter.json_schemas(asked, ref_template=_REF)  # type: ignore[arg-type]  # any key
        self._by_kind = found
        self.shared: View = {name: _whole(schema) for name, schema in rest.get("$defs", {}).items()}

    def answered(self, kind: Any) -> View:
        """The schema of an answer."""
        return _whole(self._by_kind[kind, "serialization"])

    def sent(self, kind: Any) -> View:
        """The schema of a body."""
        return self._by_kind[kind, "validation"]


def _whole(schema: View) -> View:
    """Answers have no fields that are not described here."""
    return schema | {"additionalProperties": False} if "properties" in schema else schema


def _described(route: Route, schemas: _Schemas) -> View:
    said = route.operation
    taken = [_parameter("path", name, schemas, kind) for name, kind in said.path.items()]
    taken += [_parameter("query", name, schemas, kind) for name, kind in said.query.items()]
    words = route.path.strip("/").replace("{", "").replace("}", "").split("/")
    problems = sorted(_in_the_way(route))
    described: View = {
        "summary": said.summary,
        "operationId": "_".join([route.method.lower(), *words]),
        "security": _SECURITY[route.access],
        "responses": {str(status.value): _answered(status, said.answer, schemas) for status in route.statuses}
        | {str(status.value): _problem(status, schemas) for status in problems},
    }
    if _is_for_pages(route):
        described["responses"]["303"] = {"description": "To the page whose form was sent"}
    if taken:
        described["parameters"] = taken
    if said.body is not None:
        schema = schemas.sent(said.body)
        forms = ("application/json", "application/x-www-form-urlencoded")
        described["requestBody"] = {"content": {form: {"schema": schema} for form in forms}}
    return described


def _is_for_pages(route: Route) -> bool:
    return route.method == "POST" and route.access is Access.USER


def _parameter(place: str, name: str, schemas: _Schemas, kind: Any) -> View:
    return {"name": name, "in": place, "required": place == "path", "schema": schemas.sent(kind)}


def _answered(status: HTTPStatus, kind: Any, schemas: _Schemas) -> View:
    if kind is NoneType:
        return {"description": status.phrase}
    if kind is str:
        return {"description": status.phrase, "content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"description": status.phrase, "content": {"application/json": {"schema": schemas.answered(kind)}}}


def _problem(status: HTTPStatus, schemas: _Schemas) -> View:
    described: View = {
        "description": status.phrase,
        "content": {"application/problem+json": {"schema": schemas.answered(Problem)}},
    }
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
    return described


def _in_the_way(route: Route) -> set[HTTPStatus]:
    """The problems of any operation, and those of this one."""
    said = route.operation
    found = set(route.problems) | {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.FORBIDDEN}
    if route.access is not Access.ANYONE:
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}
    if said.path:
        found.add(HTTPStatus.NOT_FOUND)
    if said.query:
        found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if said.path or said.query:
        found.add(HTTPStatus.BAD_REQUEST)  # an address that is too long to be read
    if route.method == "POST":
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
    if said.body is not None:
        found |= {HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY}
    return found - set(route.statuses)
