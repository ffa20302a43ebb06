"""What a download costs, in words: the same ones on the page and in the command line."""

from daemon.words.units import count, size
from domain.costs import Cost


def in_words(cost: Cost) -> str:
    """The cost in a sentence; what is not known is left out."""
    parts = [_ratio(cost)]
    if cost.slots_left is not None:
        left = count(cost.slots_left, "free slot", "free slots")
        parts.append(f"it takes one of {left} for unsatisfied torrents")
    return "; ".join(parts)


def _ratio(cost: Cost) -> str:
    if cost.free:
        return "free: " + (
            "it does not count toward your ratio"
            if cost.ratio is None
            else f"your ratio stays {cost.ratio:.2f}"
        )
    much = "its size" if cost.size_bytes is None else size(cost.size_bytes)
    if cost.ratio_after is None:
        return f"not free: {much} will count toward your ratio"
    if cost.ratio is None:
        return f"not free: {much}, and your ratio will be {cost.ratio_after:.2f}"
    now, then = f"{cost.ratio:.2f}", f"{cost.ratio_after:.2f}"
    if now == then:
        return f"not free, but {much} leave your ratio at {now}"
    return f"not free: {much} take your ratio from {now} to {then}"
