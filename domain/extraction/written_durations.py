"""Complete durations as people write them; more digits or units next to one make it incomplete."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from domain.extraction.amounts import ANY_WORD, DIGITS, SPELT, amount
from domain.extraction.findings import contains, few
from domain.extraction.languages import WORDS
from domain.late_pattern import late

CLOCK: Final = "clock"
HOURS_MINUTES: Final = "hours and minutes"
HOURS_ONLY: Final = "hours"
MINUTES_ONLY: Final = "minutes"

_END: Final = r"(?![^\W\d_])\.?"
_JOINT: Final = rf"\s*,?\s*(?:(?:{WORDS.joint})(?![^\W\d_]))?\s*"
_DAYS: Final = rf"(?:(?:{WORDS.days}){_END}|日間?)"
_HOURS: Final = rf"(?:(?:{WORDS.hours}){_END}|時間)"
_MINUTES_ALONE: Final = rf"(?:(?:{WORDS.minutes}){_END}|分)"
_MINUTES: Final = rf"(?:(?:{WORDS.minutes}|m|м){_END}|['’′]|分)"
_SECONDS: Final = rf"(?:(?:{WORDS.seconds}){_END}|[\"”″]|秒)"
_HALF: Final = rf"(?:\s*(?:{WORDS.half_behind})(?![^\W\d_])|半)"


def _pattern(number: str) -> re.Pattern[str]:
    return late(
        rf"""
        (?:(?P<days>{number})[ -]?{_DAYS}{_JOINT})?
        (?:
            (?P<clock_hours>[0-9]{{1,4}}):(?P<clock_minutes>[0-5][0-9]):(?P<clock_seconds>[0-5][0-9])(?![0-9:])
        |   (?P<short_hours>[0-9]{{1,3}}):(?P<short_minutes>[0-5][0-9])[ ]?{_HOURS}
        |   (?P<hours>{number})[ -]?{_HOURS}
            (?:
                (?P<half>{_HALF})
            |   [ ]?(?P<glued>[0-5][0-9])(?=[ ]*(?:\Z|[\n|,;)\]/]|[.](?:\s|\Z)|[ ][-–—]))
            |   {_JOINT}(?P<minutes>{number}|[0-9]{{1,2}})[ -]?{_MINUTES}
            )?
            (?:{_JOINT}(?P<seconds>[0-9]{{1,2}})[ ]?{_SECONDS})?
        |   (?P<alone>{number})[ -]?{_MINUTES_ALONE}
            (?:{_JOINT}(?P<odd>[0-9]{{1,2}})[ ]?{_SECONDS})?
        )
        """,
        re.VERBOSE,
    )


_IN_DIGITS: Final = _pattern(DIGITS)
_IN_WORDS: Final = _pattern(SPELT)
_NUMBER: Final = late(r"[0-9½¼¾⅓⅔]+")
"""Where a duration in digits may begin; the search jumps from one to the next."""
_SPELT_UNIT: Final = late(r"(?<=[^\W\d_][ -])(?:hour|hr|minut|stunde|std)")
_HINTS: Final = ("hour", "hr", "minut", "stunde", "std")
"""One of these is in every text with an amount in words."""

_MOST_NUMBERS: Final = 1_500
_MOST_SPELT: Final = 100
"""The limit for one text: long lists of tracks have hundreds."""

_BEFORE: Final = 40
_GOES_ON_BEFORE: Final = late(
    rf"""
    (?:
        [0-9½¼¾⅓⅔][^\s\w|;(\[]{{0,3}}                        # 1,200 hours; 2023,3h4m
    |   (?:\A|[\s,;|])\.
    |   (?<![^\W\d_])(?:{_DAYS}|{_HOURS}|{_MINUTES})(?:{_JOINT}|[ ]*(?:{WORDS.between})[ ]*)  # deux heures, 35 minutes
    |   (?<![^\W\d_]){ANY_WORD}[ -]+(?:(?:{WORDS.joint}|or|to)[ ]+)?  # twenty-two
    |   (?:(?<![^\W\d_])(?:{WORDS.half}|demie?|media|pół|половиной|half))[ ]*
    )\Z
    """,
    re.VERBOSE,
)
_OTHER_UNIT_BEFORE: Final = late(
    rf"(?<![\w.,])[0-9]{{1,2}}[ ]?(?!{_MINUTES}|(?:k|kbps|kb|khz|hz|mb|gb|mib|gib|kbit|cds?|mp3s?|files?|tracks?|discs?|parts?|chapters?)\b)"
    rf"(?:[^\W\d_]{{1,12}})\.?,?[ ]*(?:(?:{WORDS.joint})[ ]+)?\Z"
)
"""A number with a unit that may be one of time, before minutes: "2 hodiny 35 minut"."""

_BEHIND: Final = 60
_GOES_ON_BEHIND: Final = late(
    rf"""
      \s*[½¼¾⅓⅔+]
    | [ ]*,?[ ]*(?:(?:{WORDS.joint})[ ]+)?(?:[1-3]/[2-8]|(?:a[ ]+|one[ ]+)?(?:half|quarter)\b|three[ -]quarters?|eine[ ]halbe|un[ ]quart|media\b|mezza\b|half\b)
    | [ ]+(?:or[ ]|oder[ ]|ou[ ]|o[ ]|lub[ ]|или[ ])?(?:more|less|so|longer|plus|mehr|weniger|más|menos|więcej|более)\b
    | [ ]*(?:{WORDS.between}|и)[ ]*(?:{WORDS.about})?[ ]*[0-9]{{1,3}}[ ]?(?:[½¼¾]|[.,][0-9]{{1,2}})?[ ]?-?(?:{_DAYS}|{_HOURS}|{_MINUTES}|:[0-9])
    | [ ]+(?:to|bis|à|a|do|до|tot|till|til)[ ]+[0-9]
    | [ ]*(?:以上|以下|前後|弱|強)
    | [ ]*(?:{WORDS.joint})?[ ]*[0-9]{{1,2}}(?:[ ]*(?:\Z|[\n|,;)\]])|[ ]?(?!k|hz|mb|gb|mib|gib|cds?\b|mp3|m4b|files?|tracks?|dis[ck]s?|parts?|chapters?|[a-z]*bit)[^\W\d_]{{1,12}}\.?[ ]*(?:\Z|[\n|,;)\]]))
    """,
    re.VERBOSE,
)
_CUT_BEFORE: Final = late(rf"[ 0-9-](?:{_HOURS})\W{{0,8}}(?:\w{{1,12}}\W{{1,4}}){{0,3}}\Z")
_CUT_BEHIND: Final = late(
    rf"\W{{1,8}}(?:\w{{1,12}}\W{{1,4}}){{0,3}}[0-9]{{1,2}}[ ]?(?:{_MINUTES_ALONE}|{_SECONDS})(?![ ]*(?:{WORDS.parts}|each|long|\w+lang))"
)
"""Hours and minutes with something else between them: "4 hours | 21 minutes"."""
_ENGLISH_DECIMAL: Final = late(r"[0-9],[0-9]{1,2}[ -]?(?:hours?|hrs?|minutes?|mins?)\b")

_MINUTES_OF_AN_HOUR: Final = 60


class WrittenDuration(NamedTuple):
    """A duration in a text: its position, its form, its seconds, and its precision."""

    start: int
    end: int
    form: str
    seconds: int
    precision: int


def written_durations(lowered: str) -> Iterator[WrittenDuration]:
    """The durations in a text in lower case; incomplete ones are left out."""
    for match in _matches(lowered):
        start, end = match.span()
        form, seconds, precision = _read(match)
        if seconds > 0 and not _is_cut(lowered, start, end, form):
            yield WrittenDuration(start, end, form, seconds, precision)


def _matches(lowered: str) -> Iterator[re.Match[str]]:
    done = 0
    for number in few(_NUMBER.finditer(lowered), _MOST_NUMBERS):
        if number.start() >= done and (match := _IN_DIGITS.match(lowered, number.start())):
            done = match.end()
            yield match
    if not contains(lowered, _HINTS):
        return
    done = 0
    for unit in few(_SPELT_UNIT.finditer(lowered), _MOST_SPELT):
        least = max(done, unit.start() - _BEFORE)
        match = _IN_WORDS.search(lowered, least, unit.end() + _BEHIND)
        if match and match.start() <= unit.start() < match.end():
            done = match.end()
            yield match


def _is_cut(lowered: str, start: int, end: int, form: str) -> bool:
    """Whether the text before or after belongs to the same duration, so that this one is incomplete."""
    least = max(0, start - _BEFORE)
    if lowered[start].isalpha() and lowered[start - 1 : start].isalnum():
        return True
    if _GOES_ON_BEFORE.search(lowered, least, start) or _GOES_ON_BEHIND.match(lowered, end, end + _BEHIND):
        return True
    if form == HOURS_ONLY and _CUT_BEHIND.match(lowered, end, end + _BEHIND):
        return True
    before = (_OTHER_UNIT_BEFORE, _CUT_BEFORE) if form == MINUTES_ONLY else ()
    cut = any(pattern.search(lowered, least, start) for pattern in before)
    return cut or _ENGLISH_DECIMAL.match(lowered, start) is not None


def _read(match: re.Match[str]) -> tuple[str, int, int]:
    """The form of a duration, its seconds (0 when it is not one) and its precision."""
    days = amount(match["days"]) if match["days"] else 0
    if days is None:
        return CLOCK, 0, 1
    form, seconds, precision = _of_a_day(match)
    return form, seconds and round(days * 24 * 3600) + seconds, precision


def _of_a_day(match: re.Match[str]) -> tuple[str, int, int]:
    if match["clock_hours"]:
        clock = (int(match[name]) for name in ("clock_hours", "clock_minutes", "clock_seconds"))
        hours, minutes, seconds = clock
        return CLOCK, hours * 3600 + minutes * 60 + seconds, 1
    if match["short_hours"]:
        return HOURS_MINUTES, int(match["short_hours"]) * 3600 + int(match["short_minutes"]) * 60, 60
    if match["alone"]:
        return MINUTES_ONLY, round((amount(match["alone"]) or 0) * 60) + int(match["odd"] or 0), 60
    return _of_hours(match)


def _of_hours(match: re.Match[str]) -> tuple[str, int, int]:
    hours = amount(match["hours"])
    if hours is None:
        return HOURS_ONLY, 0, 1
    odd = int(match["seconds"] or 0)
    written = match["glued"] or match["minutes"]
    if not written:
        whole = hours % 1 == 0 and not match["half"]
        seconds = round((hours + (0.5 if match["half"] else 0)) * 3600) + odd
        return HOURS_ONLY, seconds, 3600 if whole else 360
    minutes = amount(written)
    if minutes is None or minutes >= _MINUTES_OF_AN_HOUR or hours % 1:
        return HOURS_MINUTES, 0, 60
    return HOURS_MINUTES, round(hours * 3600 + minutes * 60) + odd, 1 if odd else 60
