"""The account as the site sees it (facts/mam.md 5)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from clients._http import Answer
from clients.mam.search import body_of
from clients.mam.wire import Request, Wants
from domain.errors import UnexpectedAnswerError

ACCOUNT_REQUEST: Final = Request(path="/jsonLoad.php", wants=Wants.JSON, params={"snatch_summary": ""})
_VIP_CLASSES: Final = frozenset({"VIP", "Elite VIP"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One member. What the site did not say is None.

    Args:
        username: As others see it.
        classname: Such as "User", "Power User" or "VIP".
        ratio: Uploaded by downloaded; infinite when nothing was downloaded.
        uploaded_bytes: In all.
        downloaded_bytes: In all.
        unsatisfied: How many torrents still have to be seeded.
        unsatisfied_limit: How many may be so at once.
        bonus_points: Read, never spent.
        wedges: Read, never spent.
        vip_until: In UTC.
    """

    username: str
    classname: str | None
    ratio: float | None
    uploaded_bytes: int | None
    downloaded_bytes: int | None
    unsatisfied: int | None
    unsatisfied_limit: int | None
    bonus_points: int | None
    wedges: int | None
    vip_until: datetime | None

    def is_vip(self, now: datetime) -> bool:
        """Whether torrents that are free for VIPs are free for this account."""
        return self.classname in _VIP_CLASSES or (self.vip_until is not None and self.vip_until > now)


def read_account(answer: Answer) -> Account:
    """The account in the answer to `ACCOUNT_REQUEST`.

    Since September 2026 the snatch summary's groups are under a key of their own, before that beside the rest.

    Raises:
        UnexpectedAnswerError: It is not about an account.
    """
    body_of(answer)
    about = answer.json("mam")
    if not isinstance(about, dict) or not isinstance(about.get("username"), str):
        raise UnexpectedAnswerError(f"{answer.path} answered without an account", service="mam")
    unsat = _map(_map(about.get("snatch_summary")).get("unsat") or about.get("unsat"))
    return Account(
        username=about["username"],
        classname=about["classname"] if isinstance(about.get("classname"), str) else None,
        ratio=_ratio(about.get("ratio")),
        uploaded_bytes=_whole(about.get("uploaded_bytes")),
        downloaded_bytes=_whole(about.get("downloaded_bytes")),
        unsatisfied=_whole(unsat.get("count")),
        unsatisfied_limit=_whole(unsat.get("limit")),
        bonus_points=_whole(about.get("seedbonus")),
        wedges=_whole(about.get("wedges")),
        vip_until=_moment(about.get("vip_until")),
    )


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _ratio(value: Any) -> float | None:
    if value == "∞":
        return math.inf
    number = _number(value)
    return number if number is not None and number >= 0 else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and math.isfinite(number) else None


def _number(value: Any) -> float | None:
    """A number, also one that came as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None
