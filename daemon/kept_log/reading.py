"""Searches the kept lines."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from daemon.kept_log.line import LogLine, decoded
from daemon.kept_log.ring import IN_A_FILE, LogRing
from domain.mentions import Mention, in_values
from store.views.paging import Page, Slice


class Level(StrEnum):
    """How serious a line is, the least first."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQuery:
    """Which lines.

    Args:
        text: Words that a line has; empty for all.
        or_about: A line that means one of these needs no words.
        level: The least serious one.
        service: What they are about.
        about: A line means one of these; None for all lines.
    """

    text: str = ""
    or_about: Collection[Mention] = ()
    level: Level = Level.DEBUG
    service: str | None = None
    about: Collection[Mention] | None = None


def page(ring: LogRing, query: LineQuery, part: Slice) -> Page[LogLine]:
    """Some of the lines, the newest first; reads files, so it belongs into a thread."""
    matching, rows, total = _Matching(query), list[tuple[int, bytes]](), 0
    for number, path in reversed(ring.files()):
        found = [one for one in _lines(number, path) if matching(one[1])]
        found.reverse()
        rows += islice(found, max(0, part.start - total), max(0, part.start + part.size - total))
        total += len(found)
    return Page([line for row in rows if (line := decoded(*row)) is not None], total)


class _Matching:
    """Whether a line as it is stored matches, without decoding each: its level and service stand first."""

    def __init__(self, query: LineQuery) -> None:
        levels = list(Level)[list(Level).index(query.level) :]
        of_service = "" if query.service is None else f',"service":{_quoted(query.service)},'
        self._beginnings = tuple(f'{{"level":{_quoted(one)}{of_service}'.encode() for one in levels)
        self._all_levels = query.level is Level.DEBUG and not of_service
        self._words = [_inside(word) for word in query.text.split()]
        self._query = query

    def __call__(self, line: bytes) -> bool:
        if not (self._all_levels or line.startswith(self._beginnings)):
            return False
        query = self._query
        if query.about is not None and not _means(line, query.about):
            return False
        return self._has_words(line) or bool(query.or_about and _means(line, query.or_about))

    def _has_words(self, line: bytes) -> bool:
        text = line.decode(errors="replace").casefold() if self._words else ""
        return all(word in text for word in self._words)


def _means(line: bytes, mentions: Collection[Mention]) -> bool:
    decoded_line = decoded(0, line)
    return decoded_line is not None and in_values(decoded_line.values) in mentions


def _lines(number: int, path: Path) -> Iterator[tuple[int, bytes]]:
    """A file's lines with their numbers over all files; one that has no end yet is left out."""
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except OSError:  # it was the oldest, and made room meanwhile
        return iter(())
    return enumerate(lines, number * IN_A_FILE)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _inside(text: str) -> str:
    """A text as it stands within a line."""
    return _quoted(text)[1:-1].casefold()
