"""From the API's refusals to our errors (facts/google_books.md)."""

from datetime import timedelta
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, Final

from clients._http import Answer
from domain.errors import UnexpectedAnswerError

A_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = frozenset({"dailyLimitExceeded", "dailyLimitExceededUnreg"})
_RATE: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
_BAD_KEY: Final = frozenset({"keyInvalid", "API_KEY_INVALID", "keyExpired"})
_NO_COUNTRY: Final = "unknownLocation"
_NOT_ENABLED: Final = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})


class Refusal(Enum):
    """The meaning of an answer without volumes."""

    DAY_GONE = auto()
    MINUTE_GONE = auto()
    BAD_KEY = auto()
    NOT_ENABLED = auto()
    FORBIDDEN = auto()
    OTHER_SERVER = auto()
    TROUBLE = auto()
    ODD = auto()


def refusal(answer: Answer) -> Refusal | None:
    """Why an answer holds no volumes; None when it is a good one."""
    reasons, message = _reasons(answer)
    rate_limited = answer.status == HTTPStatus.TOO_MANY_REQUESTS or bool(reasons & _RATE)
    match answer.status:
        case HTTPStatus.OK:
            return None
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Refusal.TROUBLE
        case _ if reasons & _BAD_KEY or "api key not valid" in message:
            return Refusal.BAD_KEY
        case _ if reasons & _NOT_ENABLED:
            return Refusal.NOT_ENABLED
        case _ if reasons & _DAY or (rate_limited and "per day" in message):
            return Refusal.DAY_GONE
        case _ if rate_limited:
            return Refusal.MINUTE_GONE
        case _ if _NO_COUNTRY in reasons:
            return Refusal.ODD
    return _other(answer.status)


def _other(status: int) -> Refusal:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Refusal.FORBIDDEN
    if status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.NOT_FOUND:
        return Refusal.OTHER_SERVER
    return Refusal.ODD


def _reasons(answer: Answer) -> tuple[frozenset[str], str]:
    """The reasons that a refusal gives, and its message in lower case."""
    try:
        body = answer.json("google_books")
    except UnexpectedAnswerError:
        return frozenset(), ""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return frozenset(), ""
    reasons = {_reason(one) for key in ("errors", "details") for one in _list(error.get(key))}
    return frozenset(reasons), str(error.get("message", "")).lower()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _reason(one: Any) -> str:
    reason = one.get("reason") if isinstance(one, dict) else None
    return reason if isinstance(reason, str) else ""
