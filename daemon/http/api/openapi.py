"""``/openapi.json``: the API's own description, made of what the handlers say of themselves."""

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
from pydantic import TypeAdapter

from daemon.http.api.answers import Problem
from daemon.http.api.api import answer
from daemon.http.api.operations import NOTHING, TEXT, Operation, operation, operation_of
from daemon.http.security.guard import OPEN, PROGRAMS_ONLY
from daemon.http.security.sessions import COOKIE
from daemon.parts import Parts

View = dict[str, Any]

PATH: Final = "/openapi.json"
_REF: Final = "#/components/schemas/{model}"
_NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_TOKEN: Final[Sequence[View]] = ({"bearer": []}, {"header": []}, {"query": []})
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
        "description": "Signing in at /login gives it; what changes something takes a form's token besides.",
    },
}
_ABOUT: Final = (
    "What the daemon tells and does. No token is asked of callers on the same machine while LISTEN is a "
    "loopback address, except at the hook. Problems are told as RFC 9457 says; `field` names what to mend."
)


def routes(parts: Parts) -> list[web.RouteDef]:
    """``GET /openapi.json``."""

    @operation("This document", dict[str, Any])
    async def openapi(request: web.Request) -> web.Response:
        return answer(document(request.app, parts.version))

    return [web.get(PATH, openapi)]


def operations(app: web.Application) -> Iterator[tuple[str, str, Operation]]:
    """Method, path and description of each of an application's operations."""
    for route in app.router.routes():
        said = operation_of(route.handler)
        if said is not None and route.resource is not None and route.method != "HEAD":
            yield route.method, route.resource.canonical, said


def document(app: web.Application, version: str) -> View:
    """The description (OpenAPI 3.1) of an application."""
    schemas = _Schemas([said for _, _, said in operations(app)])
    paths: dict[str, View] = {}
    for method, path, said in operations(app):
        paths.setdefault(path, {})[method.lower()] = _described(method, path, said, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "shelfhook", "version": version, "description": _ABOUT},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas.shared, "securitySchemes": _SCHEMES},
    }


class _Schemas:
    """The JSON schemas of all types that the operations name."""

    def __init__(self, said: Iterable[Operation]) -> None:
        answered: dict[Any, None] = {Problem: None}
        sent: dict[Any, None] = {}
        for one in said:
            answered |= dict.fromkeys(a for a in one.answers.values() if a not in (TEXT, NOTHING))
            sent |= dict.fromkeys([*one.query.values(), *one.path.values()])
            sent |= dict.fromkeys([] if one.body is None else [one.body])
        asked = [(kind, "serialization", TypeAdapter(kind)) for kind in answered]
        asked += [(kind, "validation", TypeAdapter(kind)) for kind in sent]
        found, rest = TypeAdapter.json_schemas(asked, ref_template=_REF)  # type: ignore[arg-type]  # any key
        self._by_kind = found
        self.shared: View = {name: _whole(schema) for name, schema in rest.get("$defs", {}).items()}

    def answered(self, kind: Any) -> View:
        """The schema of what is answered."""
        return _whole(self._by_kind[kind, "serialization"])

    def sent(self, kind: Any) -> View:
        """The schema of what is taken."""
        return self._by_kind[kind, "validation"]


def _whole(schema: View) -> View:
    """What is answered has no fields that are not told of here."""
    return schema | {"additionalProperties": False} if "properties" in schema else schema


def _described(method: str, path: str, said: Operation, schemas: _Schemas) -> View:
    taken = [_parameter("path", name, schemas, said.path.get(name)) for name in _names(path)]
    taken += [_parameter("query", name, schemas, kind) for name, kind in said.query.items()]
    told: View = {
        "summary": said.summary,
        "operationId": "_".join(
            [method.lower(), *path.strip("/").replace("{", "").replace("}", "").split("/")]
        ),
        "security": _security(path),
        "responses": {
            **{str(status.value): _answered(status, kind, schemas) for status, kind in said.answers.items()},
            **{
                str(status.value): _problem(status, schemas)
                for status in sorted(_in_the_way(method, path, said))
            },
        },
    }
    if taken:
        told["parameters"] = taken
    if said.body is not None:
        schema = schemas.sent(said.body)
        forms = ("application/json", "application/x-www-form-urlencoded")
        told["requestBody"] = {"content": {form: {"schema": schema} for form in forms}}
    return told


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _parameter(place: str, name: str, schemas: _Schemas, kind: Any) -> View:
    schema = _NUMBER if kind is None else schemas.sent(kind)
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _security(path: str) -> list[View]:
    if path in OPEN:
        return []
    return [*_TOKEN] if path.startswith(PROGRAMS_ONLY) else [*_TOKEN, {"session": []}]


def _answered(status: HTTPStatus, kind: Any, schemas: _Schemas) -> View:
    if kind is NOTHING:
        return {"description": status.phrase}
    if kind is TEXT:
        return {"description": status.phrase, "content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"description": status.phrase, "content": {"application/json": {"schema": schemas.answered(kind)}}}


def _problem(status: HTTPStatus, schemas: _Schemas) -> View:
    told: View = {
        "description": status.phrase,
        "content": {"application/problem+json": {"schema": schemas.answered(Problem)}},
    }
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
    return told


def _in_the_way(method: str, path: str, said: Operation) -> set[HTTPStatus]:
    """What can be in the way of any operation, and of this one."""
    found = set(said.problems) | {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.FORBIDDEN}
    if path not in OPEN:
        found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}
    if _names(path):
        found.add(HTTPStatus.NOT_FOUND)
    if said.query:
        found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if method == "POST":
        found |= {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
    if said.body is not None:
        found |= {HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY}
    return found - set(said.answers)
