"""What the handlers of the API say of themselves, for ``/openapi.json``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, TypeVar

TEXT: Final = object()
"""In the place of a type: plain text."""

NOTHING: Final = object()
"""In the place of a type: an answer without a body."""

_ATTRIBUTE: Final = "__operation__"

_Handler = TypeVar("_Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path.

    Args:
        summary: What it does, in a few words.
        answers: By status the type of what is answered, or `TEXT` or `NOTHING`.
        body: The type of what may be sent; None when nothing is read.
        query: By name the types of the query's parameters, none of which must be given.
        path: By name the types of the path's parameters; those that are not named are whole numbers.
        problems: What may be in the way beyond what can be in the way anywhere.
    """

    summary: str
    answers: Mapping[HTTPStatus, Any]
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    path: Mapping[str, Any] = field(default_factory=dict)
    problems: frozenset[HTTPStatus] = frozenset()


def operation(
    summary: str,
    answers: Any,
    *,
    body: Any = None,
    query: Mapping[str, Any] | None = None,
    path: Mapping[str, Any] | None = None,
    problems: frozenset[HTTPStatus] | set[HTTPStatus] = frozenset(),
) -> Callable[[_Handler], _Handler]:
    """Say what a handler does; *answers* that is no mapping is the type of its only answer, with 200."""
    told = Operation(
        summary=summary,
        answers=answers if isinstance(answers, Mapping) else {HTTPStatus.OK: answers},
        body=body,
        query=query or {},
        path=path or {},
        problems=frozenset(problems),
    )

    def mark(handler: _Handler) -> _Handler:
        setattr(handler, _ATTRIBUTE, told)
        return handler

    return mark


def operation_of(handler: Any) -> Operation | None:
    """What a handler said; None when it is none of the API's."""
    found: Operation | None = getattr(handler, _ATTRIBUTE, None)
    return found
