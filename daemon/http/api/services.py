"""The state of each service in a few words, and the troubles in a sentence each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from clients.mam.account import Account
from daemon.config.enriching import AUDIBLE
from daemon.parts import Parts
from daemon.standing import ServiceStanding, not_set_up
from daemon.words.account_words import in_words
from domain.facts import ServiceState
from domain.services import TITLES

_TONES: Final[Mapping[ServiceState, str]] = {
    ServiceState.AVAILABLE: "good",
    ServiceState.FAILING: "bad",
    ServiceState.UNAVAILABLE: "bad",
    ServiceState.REFUSED: "bad",
    ServiceState.UNKNOWN: "idle",
    ServiceState.NOT_SET_UP: "idle",
}


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """A service's state: `told` in a few words, `tone` good, bad or idle, `more` for those interested.

    `trouble` is what is wrong, in a sentence; None when nothing is.
    """

    name: str
    state: ServiceState
    tone: str
    told: str
    since: datetime | None
    more: str | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota that is left today."""

    name: str
    left: int
    limit: int


def shown(parts: Parts, one: ServiceStanding, account: Account | None) -> ServiceShown:
    """The words for how a service is; *account* is what MyAnonamouse last said of ours."""
    what = _what(one)
    text = f"{what}, asked again" if one.state is ServiceState.UNAVAILABLE else what
    more = one.reason
    if one.state is ServiceState.NOT_SET_UP:
        more = not_set_up(parts)[one.name]
    if one.state is ServiceState.AVAILABLE and one.name == "mam":
        more = _membership(parts, account)
    trouble = None if one.reason is None else f"{TITLES[one.name]} {what}: {one.said}"
    return ServiceShown(one.name, one.state, _TONES[one.state], text, _since(one), more, trouble)


def _membership(parts: Parts, account: Account | None) -> str:
    access = "by API session" if parts.settings.mam_access == "session" else "by login with name and password"
    return access if account is None else f"{access}; when last asked: {in_words(account)}"


def _what(one: ServiceStanding) -> str:
    match one.state:
        case ServiceState.AVAILABLE:
            return "answered"
        case ServiceState.FAILING:
            return "failed" if one.failures == 1 else f"failed {one.failures} times in a row"
        case ServiceState.UNAVAILABLE:
            return "is unavailable"
        case ServiceState.REFUSED:
            return "refuses access"
        case ServiceState.UNKNOWN:
            return "not asked yet"
        case ServiceState.NOT_SET_UP:
            return "not set up"


def _since(one: ServiceStanding) -> datetime | None:
    return {
        ServiceState.AVAILABLE: one.last_success,
        ServiceState.FAILING: one.last_error,
        ServiceState.UNAVAILABLE: one.next_probe,
    }.get(one.state)


async def quotas(parts: Parts) -> Sequence[Quota]:
    """The quotas of configured services that are left today."""
    found: list[Quota] = []
    if parts.google_books is not None:
        budget = parts.google_books.budget
        found.append(Quota("requests to Google Books", await budget.left(), budget.limit))
        found.append(Quota("books to look up", await parts.lookups.left(), parts.lookups.limit))
    if AUDIBLE in parts.settings.enrichment_sources:
        found.append(Quota("searches at Audible", await parts.audible.left(), parts.audible.limit))
    return found
