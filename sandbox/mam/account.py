"""The account and what the site's JSON functions say of it (facts/mam.md 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.mam.rows import human_size

_GROUPS: Final = {
    "leeching": "Leeching",
    "inactUnsat": "Inactive unsatisfied",
    "seedUnsat": "Seeding, unsatisfied",
    "seedHnr": "Seeding hit and runs",
    "inactHnr": "Inactive hit and runs",
    "sSat": "Seeding, satisfied",
    "inactSat": "Inactive, satisfied",
    "upAct": "Seeding uploads",
    "upInact": "Inactive uploads",
    "partial": "Partial",
}


@dataclass(slots=True, kw_only=True)
class Account:
    """One member, as the test wants it to stand.

    `vip_until` is "YYYY-MM-DD HH:MM:SS", None for someone who never was. `nested` is whether the
    snatch summary's groups stand under a key of their own, as since September 2026, or beside the rest.
    """

    uid: int = 204_851
    username: str = "reader"
    classname: str = "VIP"
    uploaded_bytes: int = 4_398_046_511_104
    downloaded_bytes: int = 1_094_713_344_000
    seedbonus: int = 48_213
    wedges: int = 27
    vip_until: str | None = "2026-12-24 18:00:00"
    unsat_count: int = 1
    unsat_limit: int = 150
    nested: bool = True

    @property
    def ratio(self) -> float | str:
        """Uploaded by downloaded, or the sign for infinity when nothing was downloaded."""
        if not self.downloaded_bytes:
            return "∞"
        return round(self.uploaded_bytes / self.downloaded_bytes, 6)

    def bar(self) -> dict[str, object]:
        """What the bar on every page shows."""
        return {
            "uid": self.uid,
            "username": self.username,
            "classname": self.classname,
            "ratio": self.ratio,
            "unsat": self.unsat_count,
        }


def json_load(account: Account, query: Mapping[str, str]) -> dict[str, Any]:
    """The answer of ``/jsonLoad.php``; the snatch summary comes with the flag that asks for it."""
    answer: dict[str, Any] = {
        "classname": account.classname,
        "country_code": "nl",
        "country_name": "Netherlands",
        "downloaded": human_size(account.downloaded_bytes, 2),
        "downloaded_bytes": account.downloaded_bytes,
        "ratio": account.ratio,
        "seedbonus": account.seedbonus,
        "uid": account.uid,
        "uploaded": human_size(account.uploaded_bytes, 2),
        "uploaded_bytes": account.uploaded_bytes,
        "username": account.username,
        "vip_until": account.vip_until,
        "wedges": account.wedges,
    }
    if "snatch_summary" not in query:
        return answer
    return answer | ({"snatch_summary": _groups(account)} if account.nested else _groups(account))


def _groups(account: Account) -> dict[str, Any]:
    groups: dict[str, Any] = {
        name: {"name": label, "count": 0, "red": False, "size": None} for name, label in _GROUPS.items()
    }
    unsat = {
        "name": "Unsatisfied",
        "count": account.unsat_count,
        "red": False,
        "size": account.unsat_count * 300 * 1024**2,
        "limit": account.unsat_limit,
    }
    return {"unsat": unsat, **groups, "connectable": "yes"}
