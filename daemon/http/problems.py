"""Errors as problem details (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol, TypeVar

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from domain.errors import (
    BadInputError,
    NeedsPersonError,
    NotFoundError,
    ScanningError,
    ShelfhookError,
    UnavailableError,
)

_log: Final = structlog.get_logger("shelfhook.http")
_DETAILS: Final = {
    HTTPStatus.NOT_FOUND: "this address does not exist",
    HTTPStatus.METHOD_NOT_ALLOWED: "this path does not take that method",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the body is longer than 64 KiB",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "send application/json, a form, or query parameters",
}

_T_co = TypeVar("_T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem (RFC 9457); `field` is what the sender has to fix.

    `near` has what was found instead, in the form of ``POST /api/mam/search``. `doubt` is what speaks against the
    request, which is done when it is sent again with `confirmed`.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    near: Sequence[Mapping[str, Any]] | None = None
    doubt: str | None = None


PROBLEM: Final = web.ResponseKey("problem", Problem)
"""The key under which a response keeps its value, for a page."""


class ConflictError(ShelfhookError):
    """The request conflicts with the present state."""


class UnconfirmedError(ConflictError):
    """Something speaks against the request, which was not confirmed.

    Args:
        what: What is wrong, in one sentence.
        doubt: What speaks against it.
    """

    def __init__(self, what: str, doubt: str) -> None:
        super().__init__(what)
        self.doubt = doubt


class OnlyNearError(NotFoundError):
    """Nothing is proved to be it.

    Args:
        what: What is wrong, in one sentence.
        near: What was found instead, as JSON.
    """

    def __init__(self, what: str, near: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(what)
        self.near = near


class Numbered(Protocol[_T_co]):
    """Rows with numbers."""

    async def by_id(self, number: int, /) -> _T_co | None:
        """The row with this number."""

    async def newest_id(self) -> int | None:
        """The highest number."""


async def existing(rows: Numbered[_T_co], number: int, name: str) -> _T_co:
    """The row with this number.

    Raises:
        NotFoundError: It does not exist; *name* is its kind.
    """
    found = await rows.by_id(number)
    if found is None:
        newest = await rows.newest_id()
        near = "" if newest is None else f"; the newest is {newest}"
        raise NotFoundError(f"there is no {name} {number}{near}")
    return found


def problem(
    status: HTTPStatus, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> web.Response:
    """One problem, see `Problem`; *more* are its further fields."""
    described = Problem("about:blank", status.phrase, status.value, detail, **more)
    body = {name: value for name, value in asdict(described).items() if value is not None}
    answer = web.Response(
        status=status.value, text=json.dumps(body), content_type="application/problem+json", headers=headers
    )
    answer[PROBLEM] = described
    return answer


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error with problem details."""
    try:
        return await handler(request)
    except BadInputError as error:
        status = HTTPStatus.BAD_REQUEST if error.missing else HTTPStatus.UNPROCESSABLE_ENTITY
        return problem(status, str(error), field=error.field)
    except (UnavailableError, ScanningError) as error:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers={"Retry-After": "5"})
    except NotFoundError as error:
        near = error.near if isinstance(error, OnlyNearError) else None
        return problem(HTTPStatus.NOT_FOUND, str(error), near=near)
    except (NeedsPersonError, ConflictError) as error:
        doubt = error.doubt if isinstance(error, UnconfirmedError) else None
        return problem(HTTPStatus.CONFLICT, str(error), doubt=doubt)
    except ShelfhookError as error:
        return problem(HTTPStatus.BAD_GATEWAY, str(error))
    except web.HTTPException as error:
        status = HTTPStatus(error.status)
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return problem(status, _DETAILS.get(status, status.phrase), headers=allow)
    except Exception:  # noqa: BLE001 - the caller gets an answer after any error
        _log.exception("request_failed", path=request.path)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal error in shelfhook; the log has the details"
        )
