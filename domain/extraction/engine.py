"""Extracts the facts from a torrent's texts, each with its evidence."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.extraction import elsewhere
from domain.extraction.abridgement import abridgements, speaks_of_abridgement
from domain.extraction.bit_rates import stated_rates
from domain.extraction.bounds import Files
from domain.extraction.durations import durations
from domain.extraction.elsewhere import OwnWords
from domain.extraction.extra_fields import ExtraFields
from domain.extraction.findings import Finding, Trust, V
from domain.extraction.imprints import key
from domain.extraction.publishers import publishers
from domain.extraction.release_dates import release_dates
from domain.extraction.settling import Verdict, settle
from domain.extraction.text import Text, clean
from domain.recording import Evidence, Source

_MOST_LEFT_OUT: Final = 6
_NAMES: Final = ("duration_seconds", "abridged", "publisher", "release_date")
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})
_NO_FILES: Final = Files()

_SAME_SHARE: Final = 0.02
_SAME_SECONDS: Final = 120
"""Listed lengths are rounded, and a shop's own opening and closing announcements are not always counted."""


_FLAG: Final = Finding(
    value=True, trust=Trust.HINT, rule="abridged flag", source="flags", snippet="Abridged book"
)


class Facts(NamedTuple):
    """The facts in the texts, with their evidence; see `Recording` for the fields."""

    duration_seconds: int | None = None
    abridged: bool | None = None
    publisher: str | None = None
    release_date: date | None = None
    evidence: Mapping[str, tuple[Evidence, ...]] = _NONE
    contradicted: tuple[str, ...] = ()
    extra: Mapping[str, str] = _NONE
    left_out: Mapping[str, tuple[Evidence, ...]] = _NONE
    """The findings of each field that were refused; the rule says why."""


_NO_FACTS: Final = Facts()


def extract(
    *,
    title: str | None = None,
    tags: str | None = None,
    description: str | None = None,
    files: Files = _NO_FILES,
    flagged_abridged: bool = False,
    extra: ExtraFields | None = None,
) -> Facts:
    """The facts of a recording in its texts.

    A value is accepted if nothing contradicts it, or if its finding is labelled and the contradicting
    findings are less trusted. Otherwise the field stays None; `contradicted` names it either way.

    Args:
        title: Plain text.
        tags: Plain text.
        description: Plain text, with its line breaks.
        files: What is known of the files; it can prove a duration or contradict one.
        flagged_abridged: The site's own flag.
        extra: The user's own patterns, searched in the tags, the title and the description.
    """
    found = _Findings(files)
    if tags:
        found.take_own("tags", elsewhere.of_tags(clean(tags)))
    if description:
        found.take_own("description", elsewhere.of_description(clean(description)))
    if title and speaks_of_abridgement(title):
        found.abridged += abridgements(Text.of("title", title))
    if files.mediainfo_seconds:
        found.lengths += files.whole_duration()
    if flagged_abridged:
        found.abridged.append(_FLAG)
    more = extra.read([words for words in (tags, title, description) if words]) if extra else _NONE
    return found.facts(more)


class _Findings:
    """All findings, by field."""

    __slots__ = ("abridged", "days", "files", "left_out", "lengths", "names", "texts")

    def __init__(self, files: Files) -> None:
        self.files = files
        self.texts: list[Text] = []
        self.lengths: list[Finding[int]] = []
        self.abridged: list[Finding[bool]] = []
        self.names: list[Finding[str]] = []
        self.days: list[Finding[date]] = []
        self.left_out: dict[str, list[Evidence]] = {}

    def take(self, text: Text) -> None:
        """Add the findings of one text."""
        self.texts.append(text)
        self.lengths += durations(text, self.files)
        self.abridged += abridgements(text)
        self.names += publishers(text)
        self.days += release_dates(text)

    def take_own(self, source: Source, words: OwnWords) -> None:
        """Add one text's findings about this recording, without those about others."""
        self.take(Text.of_clean(source, words.own))
        for other in words.elsewhere[:_MOST_LEFT_OUT]:
            apart = _Findings(self.files)
            apart.take(Text.of_clean(source, other.words))
            for name, found in zip(_NAMES, apart.by_field(), strict=True):
                why = f"about other things: {other.phrase}"
                self.leave_out(name, [one._replace(rule=why) for one in found if one.trust])

    def by_field(self) -> tuple[list[Finding[Any]], ...]:
        """The findings in the order of `_NAMES`."""
        return self.lengths, self.abridged, self.names, self.days

    def leave_out(self, name: str, found: Iterable[Finding[Any]]) -> None:
        """Store the refused findings of a field, with rules that say why."""
        if evidence := [one.as_evidence() for one in found]:
            self.left_out.setdefault(name, []).extend(evidence[:_MOST_LEFT_OUT])

    def facts(self, more: Mapping[str, str]) -> Facts:
        """The accepted facts."""
        for name, found in zip(_NAMES, self.by_field(), strict=True):
            if refused := [one for one in found if not one.trust]:
                self.leave_out(name, refused)
                found[:] = [one for one in found if one.trust]
        left_out = {name: tuple(evidence) for name, evidence in self.left_out.items()}
        if not any(self.by_field()):
            return Facts(extra=more, left_out=left_out) if more or left_out else _NO_FACTS
        duration = self._within_bounds(settle(self.lengths, _same_length))
        abridged = settle(self.abridged, _equal)
        publisher = settle(self.names, _same_publisher)
        release_date = settle(self.days, _equal)
        verdicts: tuple[Verdict[Any], ...] = (duration, abridged, publisher, release_date)
        spoken = {name: verdict for name, verdict in zip(_NAMES, verdicts, strict=True) if verdict.evidence}
        return Facts(
            duration.value,
            abridged.value,
            publisher.value,
            release_date.value,
            {name: verdict.evidence for name, verdict in spoken.items()},
            tuple([name for name, verdict in spoken.items() if verdict.contradicted]),
            more,
            left_out,
        )

    def _within_bounds(self, verdict: Verdict[int]) -> Verdict[int]:
        """The verdict on the duration, unless the files contradict it."""
        if verdict.value is None:
            return verdict
        refuted = tuple(self.files.against(verdict.value, stated_rates(self.texts)))
        return Verdict(None, verdict.evidence + refuted, contradicted=True) if refuted else verdict


def _equal(one: Finding[V], other: Finding[V]) -> bool:
    return one.value == other.value


def _same_length(one: Finding[int], other: Finding[int]) -> bool:
    apart = abs(one.value - other.value)
    return apart <= max(_SAME_SECONDS, _SAME_SHARE * one.value, one.precision, other.precision)


def _same_publisher(one: Finding[str], other: Finding[str]) -> bool:
    return key(one.value) == key(other.value)
