"""How much JSON is parsed: its bytes are bounded, and still a few make an object each."""

from typing import Final

MOST_MARKS: Final = 4_000_000
"""Enough for forty thousand torrents with all their fields; parsing so many takes 300 MB, and a second."""


def too_many(body: bytes) -> bool:
    """Whether more values begin in a JSON text than anybody lists."""
    return len(body) > MOST_MARKS and sum(map(body.count, (b"[", b"{", b",", b":"))) > MOST_MARKS
