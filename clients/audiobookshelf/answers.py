"""From an answer's status to our errors."""

from http import HTTPStatus
from typing import Final, Literal

from clients._http import Answer, Http
from domain.errors import (
    CredentialsError,
    NeedsPersonError,
    NotFoundError,
    ShelfhookError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)

Permission = Literal["read", "update", "admin"]

_DOWN: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_GRANT: Final[dict[Permission, str]] = {
    "read": "its user may not see this; give it access to all libraries and to explicit content",
    "update": "its user may not update items; give it the permission to update",
    "admin": "only an administrator may ask it to scan; use an API key of one, or set ABS_SCAN=never",
}


def checked(http: Http, answer: Answer, *, needs: Permission) -> Answer:
    """The answer, when its status is 200.

    Args:
        http: The service that answered.
        answer: As it came.
        needs: The permission that the call needs, for the sentence about a refusal.
    """
    if answer.status == HTTPStatus.OK:
        return answer
    raise _error(http, answer, needs)


def misplaced(http: Http, answer: Answer, problem: str) -> UnexpectedAnswerError:
    """The error for an answer that another server may have given: the address may be wrong."""
    return UnexpectedAnswerError(f"{_said(http, answer)} and {problem}; is ABS_URL right?")


def _error(http: Http, answer: Answer, needs: Permission) -> ShelfhookError:
    said = _said(http, answer)
    wait = answer.retry_after(http.clock.now())
    match answer.status:
        case status if status in _DOWN:
            return UnavailableError(said, service=http.dependency.name, retry_after=wait)
        case status if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return TransientError(said, retry_after=wait)
        case HTTPStatus.UNAUTHORIZED:
            return CredentialsError(said, "set ABS_TOKEN to an API key of an active user")
        case HTTPStatus.FORBIDDEN:
            return NeedsPersonError(f"{said} to ABS_TOKEN", _GRANT[needs])
        case HTTPStatus.NOT_FOUND:
            return NotFoundError(said)
        case status if status < HTTPStatus.BAD_REQUEST:
            return misplaced(http, answer, "is not Audiobookshelf's API")
    return UnexpectedAnswerError(f"{said}, which is an unexpected answer")


def _said(http: Http, answer: Answer) -> str:
    return f"{http.dependency.name} {answer.path} answered {answer.status}"
