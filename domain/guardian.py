"""Whether one more download may be added without harm to the account or the disk (facts/mam.md 5)."""

import math
from dataclasses import dataclass
from typing import Final

from humanize import naturalsize

SPARE_BYTES: Final = 1 << 30
"""What stays free: a full disk stops every program on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The user's limits.

    Args:
        unsat_buffer: More slots than this must be left for unsatisfied torrents.
        min_ratio: The ratio may not fall below this.
    """

    unsat_buffer: int
    min_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """The account, the disk, and the downloads in progress. None is unknown.

    Args:
        uploaded_bytes: The account's total.
        downloaded_bytes: The account's total, as far as the site has counted.
        unsatisfied: Torrents that must be seeded longer.
        unsatisfied_limit: How many of these are allowed at once.
        free_bytes: At the save path.
        pending: Downloads that we added and that the site may not have counted yet.
        pending_counted_bytes: What those of them that are not free will add to `downloaded_bytes`.
        pending_disk_bytes: What is still to be written to disk.
    """

    uploaded_bytes: int | None
    downloaded_bytes: int | None
    unsatisfied: int | None
    unsatisfied_limit: int | None
    free_bytes: int | None
    pending: int = 0
    pending_counted_bytes: int = 0
    pending_disk_bytes: int = 0


def refusal(*, size_bytes: int, free: bool, account: AccountState, limits: Limits) -> str | None:
    """Why a download must not be added now, in a sentence; None when it may.

    An unknown value is a refusal, too: the download could do harm.

    Args:
        size_bytes: The download's size.
        free: Whether it leaves this account's ratio alone.
        account: The account and the disk.
        limits: The user's.
    """
    return (
        _slots(account, limits)
        or (None if free else _ratio(size_bytes, account, limits))
        or _space(size_bytes, account)
    )


def _slots(account: AccountState, limits: Limits) -> str | None:
    count, limit = account.unsatisfied, account.unsatisfied_limit
    if count is None or limit is None:
        return "MyAnonamouse does not say how many unsatisfied torrents the account has and may have."
    left = limit - count - account.pending
    if left > limits.unsat_buffer:
        return None
    under_way = f", and {account.pending} more are in progress" if account.pending else ""
    return (
        f"Only {max(left, 0)} of {limit} slots for unsatisfied torrents are left ({count} are in use{under_way}); "
        f"UNSAT_BUFFER keeps {limits.unsat_buffer} of them."
    )


def _ratio(size_bytes: int, account: AccountState, limits: Limits) -> str | None:
    uploaded, downloaded = account.uploaded_bytes, account.downloaded_bytes
    if uploaded is None or downloaded is None:
        return "MyAnonamouse does not say how much the account has uploaded and downloaded."
    after = _quotient(uploaded, downloaded + account.pending_counted_bytes + size_bytes)
    if after >= limits.min_ratio:
        return None
    now = _quotient(uploaded, downloaded)
    shown = "infinite" if math.isinf(now) else f"{now:.2f}"
    return (
        f"The ratio would fall to {math.floor(after * 100) / 100:.2f}, below the {limits.min_ratio:g} of MIN_RATIO; "
        f"it is {shown} now, and this download of {_shown(size_bytes)} is not free."
    )


def _quotient(uploaded: int, downloaded: int) -> float:
    return uploaded / downloaded if downloaded else math.inf


def _space(size_bytes: int, account: AccountState) -> str | None:
    free = account.free_bytes
    if free is None:
        return (
            "The free space at the save path is unknown: that folder must exist, and qBittorrent "
            "reports only its default one; shelfhook must see another one (QBITTORRENT_SAVE_PATH, PATH_MAP)."
        )
    needed = size_bytes + account.pending_disk_bytes + SPARE_BYTES
    if free >= needed:
        return None
    others = (
        f", {_shown(account.pending_disk_bytes)} for downloads in progress"
        if account.pending_disk_bytes
        else ""
    )
    return (
        f"Only {_shown(free)} are free at the save path: this download needs {_shown(size_bytes)}{others}, "
        f"and {_shown(SPARE_BYTES)} stay free."
    )


def _shown(size_bytes: int) -> str:
    return naturalsize(size_bytes, binary=True)
