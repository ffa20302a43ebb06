"""The user's own fields, read by the user's own patterns."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, Self

from domain.errors import BadInputError
from domain.extraction.text import MAX_CHARS

if TYPE_CHECKING:
    import regex

_SETTING: Final = "EXTRA_FIELDS"
_SECONDS: Final = 0.1
"""Seconds of processor time that one search may take."""

_MOST_PATTERN_CHARS: Final = 1_000
_MOST_VALUE_CHARS: Final = 200


class ExtraFields:
    """The compiled `EXTRA_FIELDS`: a regular expression for each name.

    A pattern that takes longer than a tenth of a second once is switched off until the next start, and
    `too_slow` names it: no pattern can stop the reading.
    """

    def __init__(self, patterns: Mapping[str, "regex.Pattern[str]"]) -> None:
        self._patterns = dict(patterns)
        self._too_slow: list[str] = []

    @classmethod
    def compiled(cls, patterns: Mapping[str, str]) -> Self:
        """The patterns, compiled; they ignore case.

        Raises:
            BadInputError: One is not a regular expression, or too long; it names the key.
        """
        return cls({name: _compiled(name, pattern) for name, pattern in patterns.items()})

    @property
    def too_slow(self) -> tuple[str, ...]:
        """The names of the patterns that were switched off."""
        return tuple(self._too_slow)

    def read(self, texts: Iterable[str]) -> dict[str, str]:
        """For each name the first match in *texts*: its group `value`, else its first group, else all of it."""
        bounded = [text[:MAX_CHARS] for text in texts]
        found = {name: self._first(name, pattern, bounded) for name, pattern in list(self._patterns.items())}
        return {name: value for name, value in found.items() if value}

    def _first(self, name: str, pattern: "regex.Pattern[str]", texts: Iterable[str]) -> str | None:
        for text in texts:
            try:
                match = pattern.search(text, timeout=_SECONDS)
            except TimeoutError:
                del self._patterns[name]
                self._too_slow.append(name)
                return None
            value = _value(match) if match else ""
            if value:
                return value
        return None


def _compiled(name: str, pattern: str) -> "regex.Pattern[str]":
    if not name.isidentifier():
        raise BadInputError(_SETTING, f"{name!r} is no name for a field: use letters, digits and _")
    if len(pattern) > _MOST_PATTERN_CHARS:
        raise BadInputError(
            _SETTING, f"{name}: longer than {_MOST_PATTERN_CHARS} characters; shorten the pattern"
        )
    import regex  # an idle daemon without patterns does not need it

    try:
        return regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise BadInputError(
            _SETTING, f"{name}: not a regular expression ({error}); correct the pattern"
        ) from error


def _value(match: "regex.Match[str]") -> str:
    groups = match.groupdict()
    value = groups["value"] if "value" in groups else (match[1] if match.re.groups else match[0])
    return " ".join((value or "").split())[:_MOST_VALUE_CHARS]
