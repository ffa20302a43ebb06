"""What the test of a step's values found."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import CredentialsError, ShelfhookError, UnavailableError
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


_AWAY = {"mam": "check this machine's network, and MAM_URL and MAM_PROXY where they are set"}
"""What to check where a service does not answer whose address is no field."""

_RELOADS = (f", and {RELOAD}", f" and {RELOAD}")
"""What the clients say to those who edit a file; here the values are taken at once."""


def failed(error: ShelfhookError) -> Tried:
    """The result where an error ended the test."""
    what, mend = error.what, error.mend
    match error:
        case UnavailableError():
            what = f"{TITLES.get(error.service, error.service)} is not available: {what}"
            mend = mend or _AWAY.get(error.service, "check the address, and that it is running")
        case CredentialsError(service=str(service)):
            what = f"{TITLES.get(service, service)} refuses access: {what}"
    for words in _RELOADS:
        mend = mend and mend.replace(words, "")
    return Tried(ok=False, problem=what, mend=mend, refused=isinstance(error, CredentialsError))
