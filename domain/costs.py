"""What a download costs the account: its ratio, and a slot for unsatisfied torrents (facts/mam.md 5)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one download would cost, as far as is known; None is unknown.

    Args:
        size_bytes: The download's size.
        free: Whether it leaves this account's ratio alone.
        ratio: The account's ratio now; None also while nothing was downloaded.
        ratio_after: The ratio with this download.
        slots_left: How many more unsatisfied torrents the account may have now; the download takes one of them.
        slots: How many it may have at once.
    """

    size_bytes: int | None
    free: bool
    ratio: float | None
    ratio_after: float | None
    slots_left: int | None
    slots: int | None


def cost(
    *,
    size_bytes: int | None,
    free: bool,
    transferred: tuple[int | None, int | None],
    unsatisfied: tuple[int | None, int | None],
) -> Cost:
    """What a download of that size costs.

    Args:
        size_bytes: Its size.
        free: Whether it is free for this account.
        transferred: How much the account has uploaded and downloaded.
        unsatisfied: How many torrents it still has to seed, and how many such it may have.
    """
    (uploaded, downloaded), (count, limit) = transferred, unsatisfied
    counted = 0 if free else size_bytes
    return Cost(
        size_bytes=size_bytes,
        free=free,
        ratio=_ratio(uploaded, downloaded, 0),
        ratio_after=_ratio(uploaded, downloaded, counted),
        slots_left=None if count is None or limit is None else max(limit - count, 0),
        slots=limit,
    )


def _ratio(uploaded: int | None, downloaded: int | None, more: int | None) -> float | None:
    if uploaded is None or downloaded is None or more is None or downloaded + more == 0:
        return None
    return uploaded / (downloaded + more)
