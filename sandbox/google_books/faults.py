"""The API's errors, in its own JSON (facts/google_books.md)."""

from enum import Enum
from typing import Final, NamedTuple

from aiohttp import web


class _Error(NamedTuple):
    code: int
    reason: str
    message: str
    status: str


_QUOTA: Final = "Quota exceeded for quota metric 'Queries' and limit '{}' of service 'books.googleapis.com' for consumer 'project_number:1'."


class Fault(Enum):
    """What the API refuses a request with; the last two are not its own JSON."""

    PER_DAY = _Error(429, "rateLimitExceeded", _QUOTA.format("Queries per day"), "RESOURCE_EXHAUSTED")
    PER_MINUTE = _Error(
        429, "rateLimitExceeded", _QUOTA.format("Queries per minute per user"), "RESOURCE_EXHAUSTED"
    )
    DAILY_LIMIT = _Error(403, "dailyLimitExceeded", "Daily Limit Exceeded", "PERMISSION_DENIED")
    DAILY_LIMIT_UNREGISTERED = _Error(
        403,
        "dailyLimitExceededUnreg",
        "Daily Limit for Unauthenticated Use Exceeded. Continued use requires signup.",
        "PERMISSION_DENIED",
    )
    USER_RATE = _Error(403, "userRateLimitExceeded", "User Rate Limit Exceeded", "PERMISSION_DENIED")
    BAD_KEY = _Error(400, "badRequest", "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT")
    KEY_INVALID = _Error(403, "keyInvalid", "Bad Request", "PERMISSION_DENIED")
    NOT_CONFIGURED = _Error(
        403,
        "accessNotConfigured",
        "Books API has not been used in project 1 before or it is disabled.",
        "PERMISSION_DENIED",
    )
    UNKNOWN_LOCATION = _Error(
        403,
        "unknownLocation",
        "Cannot determine user location for geographically restricted operation.",
        "PERMISSION_DENIED",
    )
    BAD_REQUEST = _Error(400, "badRequest", "Invalid value", "INVALID_ARGUMENT")
    BACKEND = _Error(503, "backendFailed", "Service temporarily unavailable.", "UNAVAILABLE")
    INTERNAL = _Error(500, "internalError", "Internal error encountered.", "INTERNAL")
    NOT_JSON = _Error(502, "", "<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>", "")
    DROPPED = _Error(0, "", "", "")


_LIMITS: Final = frozenset(
    {
        Fault.PER_DAY,
        Fault.PER_MINUTE,
        Fault.DAILY_LIMIT,
        Fault.DAILY_LIMIT_UNREGISTERED,
        Fault.USER_RATE,
        Fault.KEY_INVALID,
        Fault.NOT_CONFIGURED,
    }
)


def answer(fault: Fault) -> web.Response:
    """The answer that the API gives; `Fault.DROPPED` has none."""
    error = fault.value
    if fault is Fault.NOT_JSON:
        return web.Response(status=error.code, text=error.message, content_type="text/html")
    domain = "usageLimits" if fault in _LIMITS else "global"
    body: dict[str, object] = {
        "code": error.code,
        "message": error.message,
        "errors": [{"message": error.message, "domain": domain, "reason": error.reason}],
        "status": error.status,
    }
    if fault is Fault.BAD_KEY:
        body["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
            }
        ]
    return web.json_response({"error": body}, status=error.code)
