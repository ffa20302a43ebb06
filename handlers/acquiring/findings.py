"""What a query came to."""

from dataclasses import dataclass

from domain.recording import Recording
from store.downloads import Download
from store.proposals import Proposal


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A proved book that is not proposed: why, and its record where it has one."""

    title: str
    reason: str
    download: Download | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The result of a query.

    Args:
        found: How many recordings MAM returned.
        proved: How many of them are the wanted book.
        created: The new records.
        left_out: The books that exist already.
        would_create: The records that a dry run would have created.
        matches: The proved recordings.
        unproved: Possible matches, best first, each with what contradicts it.
    """

    found: int
    proved: int
    created: tuple[Download, ...]
    left_out: tuple[LeftOut, ...]
    would_create: tuple[Proposal, ...] = ()
    matches: tuple[Recording, ...] = ()
    unproved: tuple[tuple[Recording, str], ...] = ()
