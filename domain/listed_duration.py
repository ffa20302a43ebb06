"""The listed duration: as a tag for people, and compared with the computed one."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

MISMATCH_TAG: Final = "duration-mismatch"

_PLACES: Final = {"{h}": r"\d+", "{mm}": r"\d\d"}
_TOLERANCE: Final = 0.03
_LEAST_TOLERANCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class DurationCheck:
    """Whether a listed duration and Audiobookshelf's computed one agree; None when one is unknown."""

    agree: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class DurationTag:
    """The tag that shows the listed duration.

    Args:
        template: With the placeholders ``{h}`` (hours) and ``{mm}`` (minutes, two digits); empty turns the tag off.

    Raises:
        ValueError: The template has other placeholders, or no ``{h}``.
    """

    template: str

    def __post_init__(self) -> None:
        rest = self.template
        for place in _PLACES:
            rest = rest.replace(place, "")
        if "{" in rest or "}" in rest:
            raise ValueError("may only have the placeholders {h} and {mm}")
        if self.template and "{h}" not in self.template:
            raise ValueError("needs the placeholder {h}")
        if "," in self.template:
            raise ValueError("must not have a comma: Audiobookshelf's tag field would split it")

    def text(self, seconds: int) -> str | None:
        """The tag for a duration, rounded to the minute; None when tags are turned off."""
        if not self.template:
            return None
        hours, minutes = divmod(round(seconds / 60), 60)
        return self.template.replace("{h}", str(hours)).replace("{mm}", f"{minutes:02}")

    def is_one(self, tag: str) -> bool:
        """Whether *tag* was made by this template, for any duration."""
        if not self.template:
            return False
        return _pattern(self.template).fullmatch(tag) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pattern = re.escape(template)
    for place, digits in _PLACES.items():
        pattern = pattern.replace(re.escape(place), digits)
    return re.compile(pattern)


def check(listed_seconds: int | None, computed_seconds: float) -> DurationCheck:
    """Compare: within 3 % or 2 minutes, whichever is more, they agree."""
    if not listed_seconds or computed_seconds <= 0:
        missing = "no duration is listed" if not listed_seconds else "Audiobookshelf computed none yet"
        return DurationCheck(None, missing)
    off = computed_seconds - listed_seconds
    tolerance = max(listed_seconds * _TOLERANCE, _LEAST_TOLERANCE.total_seconds())
    listed, computed = clock_text(listed_seconds), clock_text(computed_seconds)
    if abs(off) <= tolerance:
        return DurationCheck(agree=True, sentence=f"listed {listed}, computed {computed}")
    share = f"{abs(off) / listed_seconds:.0%} {'more' if off > 0 else 'less'}"
    return DurationCheck(agree=False, sentence=f"{computed} instead of {listed} ({share})")


def agrees(listed_seconds: float | None, computed_seconds: float | None) -> bool:
    """Whether both are known and within 3 %, close enough to confirm title and author."""
    if not listed_seconds or not computed_seconds:
        return False
    return abs(computed_seconds - listed_seconds) <= listed_seconds * _TOLERANCE


def clock_text(seconds: float) -> str:
    """A duration as H:MM:SS."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
