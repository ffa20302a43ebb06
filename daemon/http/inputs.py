"""Callers' input, checked before it is used."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_origin, get_type_hints
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import Field, TypeAdapter, ValidationError

from domain.errors import BadInputError
from domain.validation import own_words

FORM: Final = "application/x-www-form-urlencoded"
_UTF_8: Final = frozenset({"utf-8", "utf8"})
_MOST_FIELDS: Final = 1000

Text = Annotated[str, Field(max_length=200)]
"""Words, or a name, that a list is searched for."""

_T = TypeVar("_T")


async def body_of(request: web.Request) -> bytes:
    """All of a request's body.

    Raises:
        BadInputError: It breaks off, or is not packed as HTTP has it.
        aiohttp.web.HTTPRequestEntityTooLarge: It is longer than the application takes.
    """
    try:
        return await request.read()
    except (OSError, web.RequestPayloadError, HttpProcessingError) as error:
        raise BadInputError("body", "breaks off", missing=True) from error


async def form_of(request: web.Request) -> Mapping[str, str]:
    """The fields of a form, the last of each name; none without a body.

    Only UTF-8 is read: a sender names any encoding, and some take seconds for 64 KiB.

    Raises:
        BadInputError: It is no form that can be read.
        aiohttp.web.HTTPRequestEntityTooLarge: It is longer than the application takes.
    """
    return dict(await _pairs(request))


async def _pairs(request: web.Request) -> Sequence[tuple[str, str]]:
    if request.content_type != FORM:
        return ()
    if (request.charset or "utf-8").lower() not in _UTF_8:
        raise BadInputError("body", "must be in UTF-8", missing=True)
    body = await body_of(request)
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise BadInputError("body", "is no form that can be read", missing=True) from error


async def object_of(request: web.Request) -> Mapping[str, Any]:
    """The fields of a form or of a JSON object; none without a body.

    Raises:
        BadInputError: The body cannot be read, or is no object.
        aiohttp.web.HTTPUnsupportedMediaType: It is of another kind.
        aiohttp.web.HTTPRequestEntityTooLarge: It is longer than the application takes.
    """
    if request.content_type == FORM:
        return await form_of(request)
    if not request.can_read_body:
        return {}
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = json.loads(await body_of(request))
    except (ValueError, RecursionError) as error:
        raise BadInputError("body", "is not JSON", missing=True) from error
    if not isinstance(body, dict):
        raise BadInputError("body", "must be an object", missing=True)
    return body


async def read(request: web.Request, kind: type[_T]) -> _T:
    """The body as a *kind*, a dataclass; fields that it does not have are left out.

    Raises:
        BadInputError: A field is missing or wrong.
        aiohttp.web.HTTPException: As `object_of`.
    """
    sent = dict(await object_of(request))
    for name in _lists_of(kind) if request.content_type == FORM else ():
        sent[name] = [value for given, value in await _pairs(request) if given == name]
    found: _T = checked(kind, sent)
    return found


def _lists_of(kind: Any) -> Sequence[str]:
    """The fields that are lists: a form has one value of theirs for each box that is ticked."""
    return [name for name, given in get_type_hints(kind).items() if get_origin(given) is list]


def parameter(request: web.Request, name: str, kind: Any) -> Any:
    """A parameter of the query as a *kind*, any type that pydantic reads; None when it is not given.

    Raises:
        BadInputError: It is wrong.
    """
    text = request.query.get(name)
    return None if text is None else checked(kind, text, name)


def checked(kind: Any, value: Any, name: str = "body") -> Any:
    """A value as a *kind*.

    Args:
        kind: Its type, as pydantic reads it.
        value: The input.
        name: Its name when it is wrong as a whole.

    Raises:
        BadInputError: It is invalid, or contains characters that no text may contain.
    """
    try:
        found = _adapter(kind).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0]) if first["loc"] else name
        missing = first["type"] == "missing"
        raise BadInputError(field, "is missing" if missing else own_words(first), missing=missing) from None
    _only_text(found, name)
    return found


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _only_text(value: Any, name: str) -> None:
    """PostgreSQL keeps no NUL, and neither database half a character."""
    match value:
        case str():
            if "\x00" in value or any("\ud800" <= one <= "\udfff" for one in value):
                raise BadInputError(name, "must not hold NUL or halves of characters")
        case dict():
            for field, one in value.items():
                _only_text(one, str(field))
        case list() | tuple():
            for one in value:
                _only_text(one, name)
        case _ if is_dataclass(value):
            for field in fields(value):
                _only_text(getattr(value, field.name), field.name)
