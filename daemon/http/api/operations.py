"""From a function to an operation of the API: its signature defines its input and its answer."""

import difflib
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from aiohttp import web
from pydantic import Field

from daemon.http.answers import REPLY, Reply, answer
from daemon.http.api.context import Api
from daemon.http.inputs import checked, parameter, read
from daemon.http.security.access import Access
from domain.errors import BadInputError, NotFoundError

Number = Annotated[int, Field(ge=0, lt=10**15)]
"""Of a record, in a path."""

BODY: Final = "body"
REQUEST: Final = "request"
_UNIONS: Final = frozenset({Union, UnionType})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A function's input and answer.

    Args:
        summary: The first line of its docstring.
        path: By name the types of the path's parameters.
        query: The types of the query's parameters by name; all are optional.
        body: The type of the body; None when it is not read.
        request: Whether the function reads the request itself.
        answer: The type of the answer: ``str`` for plain text, NoneType for nothing.
    """

    summary: str
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
    request: bool
    answer: Any


@dataclass(frozen=True)
class Route:
    """One row of the route table.

    A handler gets the `Api` and, by name, what its signature asks for: a parameter of the path, ``body``, the
    ``request`` itself, or else a parameter of the query, which has a default.

    Args:
        method: Of HTTP.
        path: With the names of its parameters in braces.
        handler: See above.
        access: Who may call it.
        statuses: The successful statuses; the first is the default, and the handler may choose another one.
        problems: Its problems besides those of any operation.
        reads: The fields of the query and of the body, for a handler that reads its request itself.
    """

    method: str
    path: str
    handler: Callable[..., Awaitable[Any]]
    access: Access = Access.USER
    statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,)
    problems: frozenset[HTTPStatus] = frozenset()
    reads: Any = None

    @cached_property
    def operation(self) -> Operation:
        """The handler's signature."""
        hints = get_type_hints(self.handler, include_extras=True)
        answered = _answered(hints.pop("return"))
        names = list(inspect.signature(self.handler).parameters)[1:]
        in_path = [name for name in names if f"{{{name}}}" in self.path]
        query = {name: _given(hints[name]) for name in names if name not in {*in_path, BODY, REQUEST}}
        return Operation(
            summary=(inspect.getdoc(self.handler) or "").partition("\n")[0].rstrip("."),
            path={name: hints[name] for name in in_path},
            query=get_type_hints(self.reads, include_extras=True) if self.reads else query,
            body=self.reads or hints.get(BODY),
            request=REQUEST in names,
            answer=answered,
        )

    def bound(self, api: Api) -> web.RouteDef:
        """The route on one daemon."""
        said = self.operation

        async def handle(request: web.Request) -> web.StreamResponse:
            given = {name: _of_path(request, name, kind) for name, kind in said.path.items()}
            for name, kind in () if self.reads else said.query.items():
                if (value := parameter(request, name, kind)) is not None:
                    given[name] = value
            if said.request:
                return self._answer(await self.handler(api, request, **given))
            if said.body is not None:
                given[BODY] = await read(request, said.body)
            return self._answer(await self.handler(api, **given))

        path = self.path
        for name in (name for name, kind in said.path.items() if kind is Number):
            path = path.replace(f"{{{name}}}", f"{{{name}:[0-9]+}}")
        return web.route(self.method, path, handle)

    def _answer(self, value: Any) -> web.StreamResponse:
        if isinstance(value, web.StreamResponse):
            return value
        if value is None and self.operation.answer is NoneType:
            return web.Response(status=self.statuses[0].value)
        if self.operation.answer is str:
            return web.Response(text=value, status=self.statuses[0].value)
        if not isinstance(value, Reply):
            return answer(value, self.operation.answer, status=self.statuses[0])
        response = answer(value.body, self.operation.answer, status=value.status, headers=value.headers)
        response[REPLY] = value
        return response


def _of_path(request: web.Request, name: str, kind: Any) -> Any:
    try:
        return checked(kind, request.match_info[name], name)
    except BadInputError as error:
        raise NotFoundError(_no_such(request, name, kind)) from error


def _no_such(request: web.Request, name: str, kind: Any) -> str:
    """That what was given does not exist, and which do."""
    given = request.match_info[name]
    if kind is Number:
        # /api/downloads/{number}: no download has a number that long.
        things = request.path.removeprefix("/api/").partition("/")[0]
        return f"there is no {things.removesuffix('s')} {given}"
    if not (known := sorted(map(str, get_args(kind)))):
        return f"there is no such {name}"
    *others, last = known
    near = difflib.get_close_matches(given.lower(), [*others, last], n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(others)} and {last}"
    return f"there is no {name} '{given}'; {hint}"


def _answered(kind: Any) -> Any:
    """The type of a reply's body, or of a plain answer; a handler's own response is text."""
    if kind is web.Response:
        return str
    if get_origin(kind) in _UNIONS:
        return _answered(next(one for one in get_args(kind) if one is not web.Response))
    return get_args(kind)[0] if get_origin(kind) is Reply else kind


def _given(kind: Any) -> Any:
    """The type of a parameter that is given."""
    if get_origin(kind) not in _UNIONS:
        return kind
    return Union[tuple(one for one in get_args(kind) if one is not NoneType)]  # noqa: UP007 - made of values
