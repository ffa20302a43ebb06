"""Chapters of a book: which are sound, and whether a scan made them of the files that are there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any, Final

from domain.counted import counted
from domain.harmless import harmless

MOST: Final = 1000
"""No book has more; what lists more of them is none."""

_LONGEST: Final = 300
"""Characters of a title."""

_APART: Final = 0.5
"""Seconds that two boundaries may be apart, or two lengths differ, and be the same."""

_SHARE: Final = 0.001
_SLACK: Final = 2.0


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; `start` and `end` are seconds from the book's beginning."""

    start: float
    end: float
    title: str


def as_json(chapters: Iterable[Chapter]) -> list[dict[str, Any]]:
    """Chapters as the history and the API have them."""
    return [{"start": one.start, "end": one.end, "title": one.title} for one in chapters]


def from_json(chapters: Iterable[Mapping[str, Any]]) -> tuple[Chapter, ...]:
    """The chapters that `as_json` wrote."""
    return tuple(Chapter(one["start"], one["end"], one["title"]) for one in chapters)


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """An audio file: its length in seconds, the titles that a scan may give its chapter, and the marks in it."""

    seconds: float
    titles: frozenset[str]
    marks: tuple[Chapter, ...] = ()


def problem(chapters: Sequence[Chapter], seconds: float) -> str | None:
    """Why these are no chapters of a book that is so long; None when they are.

    Audiobookshelf stores whatever it is sent, in any order (facts/audiobookshelf_2.md 3).
    """
    if not 0 < len(chapters) <= MOST:
        return f"{counted(len(chapters), 'chapter is', 'chapters are')} none that a book has"
    if not all(0 < len(_called(one)) <= _LONGEST for one in chapters):
        return "a chapter has no title, or one longer than any"
    if not all(one.start < one.end < inf for one in chapters):
        return "a chapter ends before it begins, or never"
    if abs(chapters[0].start) > _APART:
        return "the first chapter does not begin with the book"
    if any(abs(after.start - before.end) > _APART for before, after in pairwise(chapters)):
        return "there are gaps between the chapters, or they overlap"
    if not same_length(chapters[-1].end, seconds):
        return "the last chapter does not end with the book"
    return None


def same_length(source: float, computed: float) -> bool:
    """Whether a book is as long as a source says, both in seconds: to 2 s and a thousandth."""
    return abs(source - computed) <= _SLACK + _SHARE * source


def fitted(chapters: Sequence[Chapter], seconds: float) -> tuple[Chapter, ...]:
    """Sound chapters without the small gaps between them, the last one ending with the book."""
    starts = [0.0, *(one.start for one in chapters[1:]), seconds]
    return tuple(
        Chapter(round(start, 3), round(end, 3), _called(one))
        for one, (start, end) in zip(chapters, pairwise(starts), strict=True)
    )


def _called(chapter: Chapter) -> str:
    """Its title in one line, without what cannot be read in one."""
    return " ".join(harmless(chapter.title, longest=None).split())


def made_of(chapters: Sequence[Chapter], files: Sequence[ChapterFile]) -> int | None:
    """Of how many of the files a scan made these chapters, as it found them; None when something else made them.

    Of each file it takes the marks, or, where no file has any, the file itself. Those that came later are left out:
    their chapters are missing, and what comes after them begins too early (facts/audiobookshelf_2.md 0.9).
    """
    marked = any(file.marks for file in files)
    used, at, begins = 0, 0, 0.0
    for file in files:
        own = len(file.marks) if marked else 1
        if own and _is_of(chapters[at : at + own], file, begins):
            used, at, begins = used + 1, at + own, begins + file.seconds
    return used if chapters and at == len(chapters) else None


def _is_of(chapters: Sequence[Chapter], file: ChapterFile, begins: float) -> bool:
    """Whether these are the chapters of a file that begins at so many seconds."""
    titles = [frozenset({mark.title}) for mark in file.marks] or [file.titles]
    spans = [(mark.start, mark.end) for mark in file.marks] or [(0.0, file.seconds)]
    return len(chapters) == len(spans) and all(
        abs(one.start - begins - start) <= _APART
        and abs(one.end - begins - end) <= _APART
        and one.title in called
        for one, (start, end), called in zip(chapters, spans, titles, strict=True)
    )


def is_left_open(chapters: Sequence[Chapter], files: Sequence[ChapterFile]) -> bool:
    """Whether a book has no chapters of its own: none, or one for each of many files that have no marks."""
    if any(file.marks for file in files):
        return False
    return not chapters or (len(files) > 1 and made_of(chapters, files) == len(files))


def is_of_a_part(chapters: Sequence[Chapter], files: Sequence[ChapterFile]) -> bool:
    """Whether the chapters were made when only a part of the files was there."""
    marked = [file for file in files if file.marks]
    used = made_of(chapters, files)
    return used is not None and used < len(marked or files)
