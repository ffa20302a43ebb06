"""The evidence that two sides are one book, part by part, with its points."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from domain.matching import names, series, titles
from domain.matching.sides import Listed, Side
from domain.matching.titles import Comparison, Grade, Title
from domain.matching.volumes import Volumes

POINTS: Final = {"title": 40, "author": 30, "series": 20, "number": 10}


class Number(Enum):
    """How the numbers of two sides relate."""

    UNASKED = auto()
    UNKNOWN = auto()
    AGREES = auto()
    DIFFERS = auto()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Both sides and the relation of their parts.

    `title` is None when either side has none; `author` and `series` are 0 to 1, and None when
    the query has none or the row is silent.
    """

    asked: Side
    row: Side
    title: Comparison | None
    author: float | None
    series: float | None
    number: Number

    @property
    def names_series_and_number(self) -> bool:
        """The wanted title is the row's series, and the number is the row's: that names one book.

        The first volume counts only when the row's title contains the series: it often has the series' own
        name, and prequels and companions are numbered 1 too.
        """
        title = self.asked.title
        if (
            title is None
            or (title.found.own and title.found.own.marker == "season")
            or not names_series(self.asked, self.row)
        ):
            return False
        first = any(entry.volumes and entry.volumes.first == "1" for entry in self.asked.series)
        return self.number is Number.AGREES and (self.row.names_its_series or not first)


def names_series(one: Side, other: Side) -> bool:
    """Whether the title of *one*, except for a number, is the name of a series that contains *other*."""
    called = {"".join(series.key(" ".join(form))) for form in one.title.stems} if one.title else set()
    return any("".join(listed.key) in called for listed in other.series if listed.key and listed.has_place)


def gather(asked: Side, row: Side) -> Evidence:
    """Compare two sides part by part."""
    title = titles.compare(asked.title, row.title) if asked.title and row.title else None
    author = names.agreement(asked.names, row.names) if asked.names.entries and row.names.entries else None
    if author is not None and author < names.WEAK and row.names.cut_short:
        author = None
    wanted = [listed for listed in asked.series if listed.key]
    known = [listed for listed in row.series if listed.key]
    likeness = None
    if wanted and known:
        likeness = max(series.likeness(one.key, other.key) for one in wanted for other in known)
    return Evidence(asked, row, title, author, likeness, _numbers(asked, row, title))


def points(evidence: Evidence) -> dict[str, float]:
    """The points of each wanted part; a part that the row does not have gets less than half."""
    found: dict[str, float] = {}
    if evidence.asked.title:
        found["title"] = _title_points(evidence)
    if evidence.asked.names.entries:
        found["author"] = 10.0 if evidence.author is None else 30 * evidence.author
    if any(listed.key for listed in evidence.asked.series):
        found["series"] = 8.0 if evidence.series is None else 20 * evidence.series
    if evidence.number is not Number.UNASKED:
        found["number"] = {Number.AGREES: 10.0, Number.DIFFERS: 0.0}.get(evidence.number, 4.0)
    return {part: round(value, 1) for part, value in found.items()}


def score(parts: dict[str, float]) -> float:
    """The points of all parts as a share of the maximum, 0 to 100."""
    return round(100 * sum(parts.values()) / sum(POINTS[part] for part in parts), 1) if parts else 0.0


def _title_points(evidence: Evidence) -> float:
    if evidence.title is None:
        return 10.0
    if evidence.title.grade is Grade.SAME:
        return 40.0
    if evidence.names_series_and_number or evidence.title.grade is Grade.NEARLY:
        return 36.0
    if evidence.title.grade is Grade.PARTLY:
        return 32.0 if evidence.title.longer else 24.0
    return 16 * evidence.title.similarity


def _numbers(asked: Side, row: Side, title: Comparison | None) -> Number:
    stem = title is not None and title.by_stem
    theirs = _title_number(row.title, by_stem=stem)
    claims = [(entry.volumes, _options(entry, row, theirs)) for entry in asked.series if entry.volumes]
    if own := _title_number(asked.title, by_stem=stem or names_series(asked, row)):
        listed = [entry.volumes for entry in row.series if entry.volumes]
        claims.append((own, [theirs] if theirs else listed))
    if not claims:
        return Number.UNASKED
    settled = [claim in options for claim, options in claims if options]
    if not settled:
        return Number.UNKNOWN
    return Number.AGREES if all(settled) else Number.DIFFERS


def _options(entry: Listed, row: Side, theirs: Volumes | None) -> list[Volumes]:
    """The row's numbers that may contradict the wanted place: those in the same series."""
    listed = [other for other in row.series if other.volumes]
    alike = [
        other for other in listed if not entry.key or series.likeness(entry.key, other.key) >= series.SAME
    ]
    from_title = [theirs] if theirs and (not listed or not entry.key) else []
    return [other.volumes for other in alike if other.volumes] + from_title


def _title_number(title: Title | None, *, by_stem: bool) -> Volumes | None:
    if title is None:
        return None
    return title.found.span or title.volume or (title.bare if by_stem else None)
