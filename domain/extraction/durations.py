"""Durations in free text, in seconds (the styles: facts/mam.md 3.4)."""

from typing import Final

from domain.extraction.bounds import Files
from domain.extraction.contexts import Contexts
from domain.extraction.duration_contexts import CONTEXTS
from domain.extraction.findings import Finding, Trust, contains, few
from domain.extraction.text import Text
from domain.extraction.written_durations import MINUTES_ONLY, WrittenDuration, written_durations

_MOST: Final = 400
_MOST_SECONDS: Final = 4_000 * 3600
_LEAST_ALONE: Final = 20 * 60
"""From here on, minutes without a label are a whole recording; below, the length of its chapters."""

_MEDIAINFO: Final = ("overall bit rate", "complete name", "codec id", "format profile")
"""Words in MediaInfo's output that people do not write."""

_CONTEXTS: Final = Contexts(CONTEXTS)


def durations(text: Text, files: Files) -> list[Finding[int]]:
    """The durations of the whole recording in *text*, each with the precision of its form.

    MediaInfo's output in a description is about one file, and counts if *files* has only one.
    """
    if text.source == "description" and contains(text.lowered, _MEDIAINFO) and not files.is_single():
        return []
    written = few(written_durations(text.lowered), _MOST)
    return [_judged(text, one) for one in written if one.seconds <= _MOST_SECONDS]


def _judged(text: Text, one: WrittenDuration) -> Finding[int]:
    place = _CONTEXTS.place(text, one.form, start=one.start, end=one.end)
    if place is None:
        words = text.snippet(one.start - 20, one.end)
        return Finding(one.seconds, Trust.REFUSED, "running text", text.source, words, one.precision)
    trust, rule = place.context.trust, place.context.name
    if one.form == MINUTES_ONLY and trust < Trust.LABELLED and one.seconds < _LEAST_ALONE:
        trust, rule = Trust.REFUSED, "minutes without a label: a chapter"
    words = text.snippet(one.start - place.label, one.end)
    return Finding(one.seconds, trust, rule, text.source, words, one.precision)
