"""Chapters, made at the first scan and kept from then on, and their source: facts/audiobookshelf_2.md 3."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sandbox.audiobookshelf.book import Book


@dataclass(slots=True)
class ChapterSource:
    """Audnexus, as the server asks it.

    Args:
        answers: By ASIN what it answers, which the server hands on unchanged, be it nonsense.
        takes: How long an answer takes; the server waits without an end.
        searches: The ASIN and region of every search, in order.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    takes: timedelta = timedelta(0)
    searches: list[tuple[str, str]] = field(default_factory=list)


def audnexus(asin: str, chapters: Sequence[tuple[float, str]], *, accurate: bool = True) -> dict[str, Any]:
    """What Audnexus says of a book whose chapters are so many seconds long and called so."""
    listed: list[dict[str, Any]] = []
    at = 0
    for seconds, title in chapters:
        length = round(seconds * 1000)
        listed.append({"lengthMs": length, "startOffsetMs": at, "startOffsetSec": at // 1000, "title": title})
        at += length
    return {
        "asin": asin,
        "brandIntroDurationMs": 2043,
        "brandOutroDurationMs": 5061,
        "chapters": listed,
        "isAccurate": accurate,
        "region": "us",
        "runtimeLengthMs": at,
        "runtimeLengthSec": at // 1000,
    }


def of_audio(book: Book) -> list[dict[str, Any]]:
    """The marks of the files, else the files themselves; a single file without marks has none."""
    found: list[dict[str, Any]] = []
    start = 0
    marked = any(one["chapters"] for one in book.tracks)
    for one in book.tracks:
        title = one["metaTags"].get("tagTitle") or one["metadata"]["filename"]
        whole = [{"start": 0, "end": one["duration"], "title": title}] if len(book.tracks) > 1 else []
        for mark in one["chapters"] if marked else whole:
            times = {"start": start + mark["start"], "end": start + mark["end"]}
            found.append({"id": len(found), **times, "title": mark["title"]})
        start += one["duration"]
    return found
