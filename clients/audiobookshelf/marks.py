"""Chapters in Audiobookshelf's JSON: an item's own, and the marks in its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clients.audiobookshelf.values import mapping, number, text
from domain.chapters import Chapter


@dataclass(frozen=True, slots=True)
class FoundChapters:
    """What a source lists of a recording: by its ASIN, with its whole length in seconds, unchecked."""

    asin: str
    seconds: float
    chapters: tuple[Chapter, ...]


def read_chapters(raw: Iterable[Any]) -> tuple[Chapter, ...]:
    """The chapters of an item or a file; what has no time, as anything may be stored, begins and ends before the book."""
    return tuple(_chapter(mapping(one)) for one in raw)


def _chapter(raw: Mapping[str, Any]) -> Chapter:
    start, end = number(raw.get("start")), number(raw.get("end"))
    return Chapter(
        -1.0 if start is None else start, -1.0 if end is None else end, text(raw.get("title")) or ""
    )


def chapters_body(chapters: Sequence[Chapter]) -> dict[str, Any]:
    """The body that sets them.

    A null among them would end the server's process (facts/audiobookshelf_2.md 3), and cannot be in one.
    """
    return {"chapters": [{"start": one.start, "end": one.end, "title": one.title} for one in chapters]}


def found_chapters(raw: Any) -> FoundChapters | None:
    """What Audnexus says, as the server hands it on; None where it found nothing, or answered with nonsense."""
    found = mapping(raw)
    runtime, listed = number(found.get("runtimeLengthMs")), found.get("chapters")
    if runtime is None or not isinstance(listed, list) or found.get("isAccurate") is False:
        return None
    return FoundChapters(
        asin=(text(found.get("asin")) or "").upper(),
        seconds=runtime / 1000,
        chapters=tuple(_offset(mapping(one)) for one in listed),
    )


def _offset(raw: Mapping[str, Any]) -> Chapter:
    start, length = number(raw.get("startOffsetMs")), number(raw.get("lengthMs"))
    if start is None or length is None:
        return Chapter(-1.0, -1.0, "")
    return Chapter(start / 1000, (start + length) / 1000, text(raw.get("title")) or "")
