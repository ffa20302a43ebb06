"""Whether a search result is the wanted book.

The title and one author must agree; then rules check for what makes it another book all the same: a
collection, another volume, a part, a companion, a dramatisation. The sides may be a query and a row of
MAM, two recordings, or either of them and a library item or a volume of Google Books as a `Recording`.
"""

from collections.abc import Iterable
from dataclasses import replace

from domain.matching import evidence, rules
from domain.matching.sides import Side, sides
from domain.matching.verdicts import Edition, Extent, Match, Verdict
from domain.matching.wanted import Wanted
from domain.recording import Recording

__all__ = ["Edition", "Extent", "Match", "Verdict", "Wanted", "match", "rank", "same_book"]


def match(wanted: Wanted, recording: Recording) -> Match:
    """How *recording* matches *wanted*; the same for any order of authors."""
    return min((_match(reading.as_recording(), recording) for reading in wanted.readings), key=_order)


def rank(wanted: Wanted, recordings: Iterable[Recording]) -> list[tuple[Recording, Match]]:
    """The recordings with their matches, best first: by verdict, then by score, then by torrent id."""
    found = [(recording, match(wanted, recording)) for recording in recordings]
    return sorted(found, key=lambda pair: (*_order(pair[1]), pair[0].torrent_id or 0))


def same_book(one: Recording, other: Recording) -> Match:
    """Whether two recordings are of one book, with any narrators; the same for either order.

    Each must match the other, and the worse verdict counts. It does not compare the narrator,
    the length or the abridgement.
    """
    found = max(_match(one, other), _match(other, one), key=lambda found: (*_order(found), repr(found)))
    if found.verdict is Verdict.MATCH and not (one.title and other.title):
        return replace(found, verdict=Verdict.UNCERTAIN, why="One of the two has no title.")
    return found


def _match(asked: Recording, row: Recording) -> Match:
    found = evidence.gather(*sides(asked, row))
    ruling = rules.judge(found)
    parts = evidence.points(found)
    return Match(
        verdict=ruling.verdict,
        score=evidence.score(parts),
        why=ruling.why,
        parts=parts,
        edition=Edition.DRAMATISATION if found.row.drama else Edition.READING,
        extent=_extent(found.row),
    )


def _extent(side: Side) -> Extent:
    if side.collection:
        return Extent.COLLECTION
    return Extent.PART if side.title and side.title.found.part else Extent.BOOK


def _order(found: Match) -> tuple[int, float]:
    return found.verdict.rank, -found.score
