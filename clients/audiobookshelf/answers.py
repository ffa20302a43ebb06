"""From an answer's status to our errors."""

from http import HTTPStatus
from typing import Final, Literal

from clients._http import Answer, Http
from clients._stranger import behind
from clients.audiobookshelf.items import Me
from domain.errors import (
    CredentialsError,
    DownError,
    NeedsPersonError,
    NotFoundError,
    ShelfhookError,
    TransientError,
    UnexpectedAnswerError,
)
from domain.fixes import RELOAD
from domain.refusals import command

Permission = Literal["nothing", "read", "update", "upload", "delete", "admin", "providers"]

_NEW_KEY: Final = (
    f"set ABS_TOKEN to an API key of an active user and {RELOAD}; where it is one by now, run "
    f"`{command('audiobookshelf')}`"
)
_DOWN: Final = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_GRANT: Final[dict[Permission, str]] = {
    "read": "its user may not see this; give it access to all libraries and to explicit content",
    "update": "its user may not update items; give it the permission to update",
    "upload": "its user may not upload covers; give it the permission to upload",
    "delete": "its user may not delete covers; give it the permission to delete",
    "admin": "only an administrator may ask it to scan; use an API key of one, or set ABS_SCAN=never",
    "providers": "only an administrator may change metadata providers; set ABS_TOKEN to an administrator's API key for this one command",
}
_BEYOND: Final[frozenset[Permission]] = frozenset({"upload", "delete", "admin", "providers"})
"""Rights that the fields of items do not need; a key without these is good."""


async def checked(http: Http, answer: Answer, *, needs: Permission) -> Answer:
    """The answer, when its status is 200. What it says of our key is noted.

    Args:
        http: The service that answered.
        answer: As it came.
        needs: The permission that the call needs, for the sentence about a refusal.
    """
    error = None if answer.status == HTTPStatus.OK else _error(http, answer, needs)
    if needs != "nothing":
        await _note(http, error, needs)
    if error is not None:
        raise error
    return answer


async def _note(http: Http, error: ShelfhookError | None, needs: Permission) -> None:
    """Note whether the key was taken. A right that is missing for more than fields takes nothing from it."""
    match error:
        case CredentialsError():
            await http.dependency.refuse(error.reason)
        case NeedsPersonError() if needs not in _BEYOND:
            http.dependency.deny(needs, error.reason)
        case None | NotFoundError():
            await http.dependency.accepted(needs)


def note_rights(http: Http, answer: Answer, me: Me) -> Me:
    """Note whether the key's user may update items, before a write meets that."""
    if me.can_update:
        http.dependency.denied.pop("update", None)
    else:
        http.dependency.deny("update", f"{_said(answer)}: {_GRANT['update']}")
    return me


def misplaced(http: Http, answer: Answer, problem: str) -> UnexpectedAnswerError:
    """The error for an answer that another server may have given: the address may be wrong."""
    return UnexpectedAnswerError(
        f"{_said(answer)} and {problem}; is ABS_URL right?", service=http.dependency.name
    )


def _error(http: Http, answer: Answer, needs: Permission) -> ShelfhookError:
    said = _said(answer)
    service, wait = http.dependency.name, answer.retry_after(http.clock.now())
    match answer.status:
        case status if status in _DOWN:
            said += behind(status, http.place)
            return DownError(said, service=service, retry_after=wait)
        case status if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return TransientError(said, service=service, retry_after=wait)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND if needs == "nothing":
            return misplaced(http, answer, "there is no Audiobookshelf at that path")
        case HTTPStatus.UNAUTHORIZED:
            return CredentialsError(said, _NEW_KEY, service=service)
        case HTTPStatus.FORBIDDEN:
            return NeedsPersonError(f"{said} to ABS_TOKEN", _GRANT[needs], service=service)
        case HTTPStatus.NOT_FOUND:
            return NotFoundError(said, service=service)
        case status if status < HTTPStatus.BAD_REQUEST:
            return misplaced(http, answer, "is not Audiobookshelf's API")
    return UnexpectedAnswerError(f"{said}, which is an unexpected answer", service=service)


def _said(answer: Answer) -> str:
    return f"{answer.path} answered {answer.status}"
