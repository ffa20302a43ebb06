"""What a query came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import ReasonKind, Status
from domain.recording import Recording
from domain.sifting import Editions
from store.downloads import Download
from store.proposals import Proposal
from store.rules import Rule


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A proved book that is not proposed: why, its record where it has one, and whether a person's rule says so."""

    title: str
    reason: str
    download: Download | None = None
    by_rule: bool = False

    @property
    def ends_series(self) -> bool:
        """Whether the next of its series waits for it: until it is in the library, and for good if it is declined.

        A copy of another record's torrent is no decision; that other record has its own state.
        """
        download = self.download
        if self.by_rule:
            return True
        if download is None or download.status is Status.APPLIED:
            return False
        return download.reason_kind is not ReasonKind.SAME_TORRENT


def left_out_by(rules: Sequence[Rule], editions: Editions) -> LeftOut | None:
    """The book as left out, where a person said never to propose it."""
    rule = next((one for one in rules if one.covers(editions)), None)
    if rule is None:
        return None
    return LeftOut(editions[0].title or "", f"rule {rule.id}: never {rule}", by_rule=True)


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
