"""What the test of a step's values found."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from daemon.words import units
from domain.errors import (
    CredentialsError,
    DownError,
    NotFoundError,
    ShelfhookError,
    TransientError,
    UnavailableError,
    UnexpectedAnswerError,
)
from domain.fixes import RELOAD
from domain.services import TITLES


class FactName(StrEnum):
    """What a fact is about."""

    ACCOUNT = "account"
    CLASS = "class"
    RATIO = "ratio"
    UNSATISFIED = "unsatisfied"
    VERSION = "version"
    USER = "user"
    LIBRARIES = "libraries"
    BOOKS = "books"
    TORRENTS = "torrents"
    FINISHED = "finished"
    CATEGORIES = "categories"
    BOOKS_HERE = "books_here"
    TORRENTS_PLACED = "torrents_placed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a test found; where the value is a share, *of* is the whole."""

    name: FactName
    value: str | int | float
    of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The result of a test.

    Args:
        ok: Whether the values work, so that they may be saved.
        found: What was found with them.
        problem: What is wrong; where they work all the same, what could go wrong.
        mend: How to fix that.
        refused: Whether the service refused the credentials.
    """

    ok: bool
    found: tuple[Fact, ...] = ()
    problem: str | None = None
    mend: str | None = None
    refused: bool = False


_AWAY: Final = {"mam": "check this machine's network, and MAM_URL and MAM_PROXY where they are set"}
"""What to check where no answer comes from a service whose address is no field."""

_ODD: Final = {"mam": "check MAM_URL and MAM_PROXY where they are set"}
"""The same where the answer is not the service's."""

_RELOADS: Final = (f", and {RELOAD}", f" and {RELOAD}")
"""What the clients say to those who edit a file; here the values are taken at once."""


def failed(error: ShelfhookError, service: str | None = None) -> Tried:
    """The result where an error ended the test of a service; None for the test of something else."""
    service = error.service or service or ""
    mend = error.mend or _mend(error, service)
    for words in _RELOADS:
        mend = mend and mend.replace(words, "")
    return Tried(
        ok=False, problem=_what(error, service), mend=mend, refused=isinstance(error, CredentialsError)
    )


def _what(error: ShelfhookError, service: str) -> str:
    """What is wrong, beginning with the service's name."""
    title = TITLES.get(service, service)
    match error:
        case TransientError(retry_after=timedelta()):
            return error.what
        case UnavailableError():
            return f"{title} is not available: {error.said}"
        case CredentialsError() if service:
            return f"{title} refuses access: {error.said}"
    return error.what


def _mend(error: ShelfhookError, service: str) -> str | None:
    """What to do where the error does not say it: its class says whether that is here, there or to wait."""
    title = TITLES.get(service, service)
    match error:
        case TransientError(retry_after=timedelta() as wait):
            return f"test again in {units.span(max(wait, timedelta(seconds=1)))}"
        case DownError():
            return f"see whether {title} works in a browser, then test again"
        case UnavailableError():
            return _AWAY.get(service, "check the address, and that it is running")
        case TransientError():
            return f"test again; where that goes on, see what {title}'s log says"
        case NotFoundError() | UnexpectedAnswerError():
            return _ODD.get(service, "check the address, with its path")
    return None
