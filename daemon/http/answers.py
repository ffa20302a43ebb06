"""Answers: values as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final, Generic, TypeVar

from aiohttp import web
from pydantic import TypeAdapter

from domain.recording import utc_text

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Generic[T]):
    """An answer to a call that may come from a button: its body, and `says`, a sentence for the page.

    It is empty where the button's page shows the result itself.

    `refused` is whether the sentence is about an error although the request was valid.
    """

    says: str
    body: T
    refused: bool = False
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


REPLY: Final = web.ResponseKey("reply", Reply[Any])
"""The key under which a response keeps its value, for a page."""


def answer(
    value: Any, kind: Any, *, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A JSON answer: *value* as *kind*, see `as_json`."""
    return web.json_response(text=as_json(value, kind), status=status.value, headers=headers)


def as_json(value: Any, kind: Any) -> str:
    """A value as the type that describes it: a dataclass as its fields; fields that the type lacks are left out.

    Moments are ISO 8601 in UTC, enums their values; fields of a pydantic model that were never set are left out.
    """
    plain = adapter(kind).dump_python(value, exclude_unset=True)
    return json.dumps(plain, default=_plain)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Pydantic's reading and writing of a type; made once, as that takes longer than to use it."""
    return TypeAdapter(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def widened(kind: type[T], record: Any, **more: Any) -> T:
    """A record as a *kind* that has more fields, or some in another form."""
    return kind(**{one.name: getattr(record, one.name) for one in fields(record)} | more)
