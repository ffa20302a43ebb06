"""Single fields of MAM's answers, in every form that the site and its history give them (facts/mam.md 2.3).

Each reader returns None (or nothing) for a field that is empty, and raises ValueError for one that cannot
be read.
"""

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from clients.mam.plain_text import MAX_CHARS, one_line
from domain.recording import Series

_MOST: Final = 2**63 - 1
_MOST_DIGITS: Final = 19
_FEW_DIGITS: Final = 9
_YES: Final = frozenset({"1", "true", "yes", "y", "on"})
_NO: Final = frozenset({"0", "false", "no", "n", "off"})

_SIZE: Final = re.compile(r"([0-9][0-9.,]{0,15})\s*([KMGT]?)i?B", re.IGNORECASE)
_UNITS: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_CLOCK: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])(?:\.[0-9]{1,3})?")
_BIT_RATE: Final = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,3})?)\s*(k?)", re.IGNORECASE)
_ISBN: Final = re.compile(r"(?:97[89])?[0-9]{9}[0-9X]", re.IGNORECASE)
_ASIN: Final = re.compile(r"B0[0-9A-Z]{8}", re.IGNORECASE)
_MOST_KBPS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """MediaInfo's data of one audio file of a torrent (facts/mam.md 2.5)."""

    seconds: int | None = None
    kbps: int | None = None
    chapters: int | None = None


def whole_number(value: Any) -> int | None:
    """A whole number from 0 up, from a number, its text or a truth value."""
    if isinstance(value, str):
        if len(value) <= _FEW_DIGITS and value.isdecimal() and value.isascii():
            return int(value)
        if not value:
            return None
        digits = value.strip().replace(",", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            raise ValueError("no whole number")
        value = int(digits)
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or not 0 <= value <= _MOST:
        raise ValueError("no whole number")
    return int(value)


def positive_number(value: Any) -> int | None:
    """A whole number from 1 up; None for 0, too."""
    return whole_number(value) or None


def flag(value: Any) -> bool | None:
    """A truth value, from one, a number or a word."""
    word = str(value).strip().lower() if isinstance(value, (str, bool, int, float)) else ""
    if value is None or value == "":
        return None
    if word in _YES:
        return True
    if word in _NO or word == "0.0":
        return False
    raise ValueError("no truth value")


def text(value: Any) -> str | None:
    """Text in one line, its HTML entities decoded; a number is text, too. Empty text stays empty."""
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - a field that cannot be read is a ValueError throughout
    value = value[:MAX_CHARS]
    return one_line(html.unescape(value) if "&" in value else value)


def filled_text(value: Any) -> str | None:
    """The same, but None when empty."""
    return text(value) or None


def address(value: Any) -> str | None:
    """The address of a picture on the web."""
    found = filled_text(value)
    if found is not None and not found.startswith(("https://", "http://")):
        raise ValueError("no address")
    return found


def words(value: Any) -> tuple[str, ...]:
    """The words of a text in lower case: the kinds of files."""
    return tuple((text(value) or "").lower().replace(",", " ").split())


def size_bytes(value: Any) -> int | None:
    """Bytes, from "451.8 MiB" (rounded there, so here) or from digits."""
    if isinstance(value, str) and (match := _SIZE.fullmatch(value.strip())):
        number = float(match[1].replace(",", ""))
        return round(number * _UNITS[match[2].upper()])
    return whole_number(value)


def moment(value: Any) -> datetime | None:
    """A time in UTC, from "YYYY-MM-DD HH:MM:SS" or seconds since 1970."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and not value.strip().isdigit():
        found = datetime.fromisoformat(one_line(value))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    try:
        return datetime.fromtimestamp(whole_number(value) or 0, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("no time") from error


def names(value: Any) -> tuple[str, ...]:
    """People's names, from the JSON in a string `{"1234": "Name"}`."""
    found = (text(name) for name in _inner(value))
    return tuple(dict.fromkeys(name for name in found if name))


def series(value: Any) -> tuple[Series, ...]:
    """Series, from the JSON in a string `{"55": ["Series name", "11", 11.0]}`."""
    found: list[Series] = []
    for entry in _inner(value):
        if not isinstance(entry, list) or not entry:
            raise ValueError("no series")
        name = text(entry[0])
        if name:
            found.append(Series(name=name, sequence=_sequence(entry[1:])))
    return tuple(found)


def ids(value: Any) -> tuple[int, ...]:
    """Ids, from the JSON in a string `[13,29]`."""
    return tuple(dict.fromkeys(number for one in _inner(value) if (number := positive_number(one))))


def media_info(value: Any) -> MediaInfo:
    """MediaInfo, from its JSON in a string; empty without any."""
    decoded = _decoded(value)
    if decoded in (None, [], {}):
        return MediaInfo()
    if not isinstance(decoded, dict):
        raise ValueError("no MediaInfo")  # noqa: TRY004 - a field that cannot be read is a ValueError throughout
    general, audio, menu = (decoded.get(part) or {} for part in ("General", "Audio1", "menu"))
    if not all(isinstance(part, dict) for part in (general, audio, menu)):
        raise ValueError("no MediaInfo")
    chapters = menu.get("extra")
    return MediaInfo(
        seconds=clock_seconds(general.get("Duration")),
        kbps=kilobits(audio.get("BitRate")),
        chapters=len(chapters) or None if isinstance(chapters, (list, dict)) else None,
    )


def clock_seconds(value: Any) -> int | None:
    """Seconds, from hours, minutes and seconds with colons; None for anything else."""
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    return (int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3]) or None) if match else None


def kilobits(value: Any) -> int | None:
    """Thousands of bits per second, from "126k" or bits; None for anything else."""
    match = _BIT_RATE.match(str(value).strip()) if isinstance(value, (str, int)) else None
    if match is None:
        return None
    number = round(float(match[1]) if match[2] else float(match[1]) / 1000)
    return number if 0 < number <= _MOST_KBPS else None


def isbn_or_asin(value: Any) -> tuple[str | None, str | None]:
    """The ISBN, without dashes, or the ASIN, from the one field that holds either."""
    written = (text(value) or "").upper().removeprefix("ASIN:").removeprefix("ISBN:").strip()
    number = written.replace("-", "").replace(" ", "")
    if number in {"", "0"}:
        return None, None
    if _ISBN.fullmatch(number):
        return number, None
    if _ASIN.fullmatch(number):
        return None, number
    raise ValueError("neither ISBN nor ASIN")


def _sequence(numbers: list[Any]) -> str | None:
    """The place in a series: the text if there is one, else the number; -1 and nothing mean none."""
    for number in numbers:
        if isinstance(number, float) and number.is_integer():
            number = int(number)  # noqa: PLW2901 - 11.0 and 11 are one number
        written = (text(number) or "").removeprefix("#").strip()
        if written:
            return None if written in {"-1", "-1.0"} else written
    return None


def _inner(value: Any) -> Iterable[Any]:
    """The entries of JSON in a string that is an object or a list."""
    decoded = _decoded(value)
    if decoded is None:
        return ()
    if isinstance(decoded, dict):
        return decoded.values()
    if isinstance(decoded, list):
        return decoded
    raise ValueError("neither an object nor a list")


def _decoded(value: Any) -> Any:
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
    return value
