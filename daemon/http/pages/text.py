"""Text of unknown origin, made fit to be shown; and moments and spans in words."""

import re
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from markupsafe import Markup, escape

from domain.recording import utc_text

LONG: Final = 240
"""More of a text than this is shown only to who asks for it."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the reading direction: what one text does with them must not reach the next.
_TURNING: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: Any) -> str:
    """The text with a visible sign for each character that controls something, and without turning marks."""
    return _TURNING.sub("", _CONTROL.sub("�", str(text)))


def clip(text: Any, length: int = LONG) -> str:
    """The beginning of a text."""
    whole = clean(text)
    return whole if len(whole) <= length else whole[: length - 1].rstrip() + "…"


def isolated(text: Any, length: int = LONG) -> Markup:
    """A text that keeps its direction to itself; the rest of a long one is behind a click."""
    whole = clean(text)
    if len(whole) <= length:
        return Markup("<bdi>{}</bdi>").format(whole)
    return Markup(
        '<details class="long"><summary><bdi>{}</bdi></summary><bdi class="whole">{}</bdi></details>'
    ).format(clip(whole, length), whole)


def value(given: Any) -> str:
    """A field's value for a reader."""
    match given:
        case None | [] | () | "":
            return "nothing"
        case True | False:
            return "yes" if given else "no"
        case list() | tuple():
            return ", ".join(_one(one) for one in given)
    return str(given)


def _one(given: Any) -> str:
    if isinstance(given, dict) and "name" in given:
        return f"{given['name']} #{given['sequence']}" if given.get("sequence") else str(given["name"])
    return str(given)


def moment(given: datetime, now: datetime, zone: tzinfo) -> Markup:
    """A point in time as a person says it, with the exact one behind it."""
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        utc_text(given), exact(given, zone), escape(_relative(given, now, zone))
    )


def exact(given: datetime, zone: tzinfo) -> str:
    """Date and time in the user's zone."""
    local = given.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M:%S} {local.tzname()}"


def _relative(given: datetime, now: datetime, zone: tzinfo) -> str:
    off = abs(now - given)
    local, today = given.astimezone(zone), now.astimezone(zone)
    if off < timedelta(seconds=5):
        return "now"
    if off < timedelta(hours=1):
        told = span(off if off < timedelta(minutes=1) else timedelta(minutes=off // timedelta(minutes=1)))
        return f"{told} ago" if given < now else f"in {told}"
    days = (local.date() - today.date()).days
    if days in _DAYS:
        return f"{_DAYS[days]}{local:%H:%M}"
    return f"{local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}")


_DAYS: Final = {-1: "yesterday ", 0: "", 1: "tomorrow "}


def span(given: timedelta) -> str:
    """A span of time with its two largest units."""
    seconds = round(given.total_seconds())
    units = [
        (seconds // 86400, "d"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    ]
    first = next((place for place, (amount, _) in enumerate(units) if amount), len(units) - 1)
    return " ".join(f"{amount} {unit}" for amount, unit in units[first : first + 2] if amount) or "0 s"
