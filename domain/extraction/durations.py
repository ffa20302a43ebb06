"""Durations in free text, in seconds (the styles: facts/mam.md 3.4)."""

import re
from typing import Final

from domain.extraction.bounds import Files
from domain.extraction.contexts import Context, Contexts
from domain.extraction.duration_contexts import CLOCK, CONTEXTS, HOURS_MINUTES, HOURS_ONLY, MINUTES_ONLY
from domain.extraction.findings import Finding, Trust, contains
from domain.extraction.text import Text

_JOINT: Final = r"\s*,?\s*(?:and\b|und\b|&)?\s*"
_HOURS: Final = r"(?:hours?|hrs?|h|stunden|std)(?![a-z])\.?"
_MINUTES: Final = r"(?:minutes?|minuten|mins?|m)(?![a-z])\.?"
_SECONDS: Final = rf"(?:{_JOINT}([0-9]{{1,2}})\s?(?:seconds?|secs?|s)(?![a-z])\.?)?"


# It begins with a set of characters and no look-behind, so that the search leaps from digit to digit.
_DURATION: Final = re.compile(
    rf"""
    ([0-9][0-9]{{0,3}}(?:\.[0-9]{{1,2}})?)
    (?:
        :([0-5][0-9]):([0-5][0-9])(?![0-9:])
    |   :([0-5][0-9])\s?{_HOURS}
    |   [\s-]?{_HOURS}
        (?:
            ([0-5][0-9])(?![0-9a-z.:])
        |   {_JOINT}([0-9]{{1,2}})[\s-]?{_MINUTES}
        )?
        {_SECONDS}
    |   [\s-]?(minutes?|minuten|mins?)(?![a-z])\.?
        {_SECONDS}
    )
    """,
    re.VERBOSE,
)

_MINUTES_OF_AN_HOUR: Final = 60
_MOST_SECONDS: Final = 4_000 * 3600
_LEAST_ALONE: Final = 20 * 60
"""Minutes without a label are a whole recording from here on; below, they are the length of its chapters."""

_TAIL: Final = re.compile(r"[0-9](?:[.:,])?\Z|\.\Z")
"""The end of a text in which a number goes on."""

_MEDIAINFO: Final = ("overall bit rate", "complete name", "codec id", "format profile")
"""Words that MediaInfo prints and people do not."""

_CONTEXTS: Final = Contexts(CONTEXTS)


def durations(text: Text, files: Files) -> list[Finding[int]]:
    """The durations of the whole recording that *text* states, each with the precision of its style.

    What MediaInfo printed into a description is of one file, and counts where *files* has no more.
    """
    if text.source == "description" and contains(text.lowered, _MEDIAINFO) and not files.is_single():
        return []
    found: list[Finding[int]] = []
    for match in _DURATION.finditer(text.lowered):
        start, end = match.span()
        if _TAIL.search(text.lowered, max(0, start - 2), start):
            continue
        form, seconds, precision = _read(match)
        if not 0 < seconds <= _MOST_SECONDS:
            continue
        place = _CONTEXTS.place(text, form, start=start, end=end)
        if place is None or not place.context.trust or _too_short_alone(form, seconds, place.context):
            continue
        context = place.context
        words = text.snippet(start - place.label, end)
        found.append(Finding(seconds, context.trust, context.name, text.source, words, precision))
    return found


def _read(match: re.Match[str]) -> tuple[str, int, int]:
    """The form of a duration, its seconds (0: none after all) and how exact it is."""
    number, clock_minutes, clock_seconds, short, glued, spoken, odd_seconds, is_minutes, more = match.groups()
    first = float(number)
    if clock_minutes:
        return CLOCK, int(first) * 3600 + int(clock_minutes) * 60 + int(clock_seconds), 1
    if is_minutes:
        return MINUTES_ONLY, round(first * 60) + int(more or 0), 60
    seconds = round(first * 3600) + int(odd_seconds or 0)
    minutes = int(short or glued or spoken or -1)
    if minutes < 0:
        return HOURS_ONLY, seconds, 3600 if first % 1 == 0 else 360
    if minutes >= _MINUTES_OF_AN_HOUR or first % 1:
        return HOURS_MINUTES, 0, 60
    return HOURS_MINUTES, seconds + minutes * 60, 1 if odd_seconds else 60


def _too_short_alone(form: str, seconds: int, context: Context) -> bool:
    return form == MINUTES_ONLY and context.trust < Trust.LABELLED and seconds < _LEAST_ALONE
