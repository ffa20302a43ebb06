"""What a person never wants to see proposed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.author_keys import share_author
from domain.matching import Verdict
from domain.matching.series import SAME, key, likeness
from domain.recording import Recording, Series
from domain.sifting import Editions, holds


class RuleKind(StrEnum):
    """What a rule is about."""

    BOOK = "book"
    SERIES = "series"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """A rule: this book, in whatever edition; this series of this author; or anything by this author.

    Args:
        kind: Which of these.
        mam_id: The torrent that it was said of.
        title: The book's.
        authors: The book's; a rule about an author means the first.
        series: The book's first; None without one.
    """

    kind: RuleKind
    mam_id: int | None
    title: str | None
    authors: Sequence[str]
    series: str | None

    def __str__(self) -> str:
        """What is never proposed, as text for a person."""
        match self.kind:
            case RuleKind.AUTHOR:
                return f"anything by {self.authors[0]}"
            case RuleKind.SERIES:
                return f"the series “{self.series}”"
            case RuleKind.BOOK:
                return f"“{self.title}” by {', '.join(self.authors) or 'an unknown author'}"

    def covers(self, editions: Editions) -> bool:
        """Whether a book, given by its editions, is not to be proposed."""
        match self.kind:
            case RuleKind.AUTHOR:
                return any(share_author(self.authors[:1], one.authors) for one in editions)
            case RuleKind.SERIES:
                return any(self._is_series(one) for one in editions)
            case RuleKind.BOOK:
                ids = {one.torrent_id for one in editions} - {None}
                return self.mam_id in ids or holds(editions, self._as_recording()) is Verdict.MATCH

    def _is_series(self, other: Recording) -> bool:
        named = key(self.series or "")
        alike = any(likeness(named, key(one.name)) >= SAME for one in other.series)
        return alike and share_author(self.authors, other.authors)

    def _as_recording(self) -> Recording:
        series = (Series(name=self.series),) if self.series else ()
        return Recording(title=self.title, authors=tuple(self.authors), series=series)


def never(kind: RuleKind, recording: Recording) -> Never | None:
    """The rule about a recording's book, series or author; None where it has none."""
    series = recording.series[0].name if recording.series else None
    if (kind is RuleKind.SERIES and series is None) or (kind is RuleKind.AUTHOR and not recording.authors):
        return None
    return Never(
        kind=kind,
        mam_id=recording.torrent_id,
        title=recording.title,
        authors=recording.authors,
        series=series,
    )
