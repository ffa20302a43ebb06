"""IMPORT_LAYOUT: the folder of a book, which Audiobookshelf reads back as the same book."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from domain.importing import texts
from domain.importing.names import collide
from domain.importing.plan import Renamed
from domain.importing.reading import misread, refusal, samples, unread
from domain.importing.rendering import rendered
from domain.importing.spelling import guarded
from domain.importing.template import DEFAULT_TEMPLATE, Level, Values, parse
from domain.policy import FieldName
from domain.recording import Recording
from domain.titling import titled

_MORE: Final = (("narrator",), ("asin",), ("asin", "narrator"))
"""The fields that distinguish two books of one title; Audiobookshelf does not read them as a part of it."""


@dataclass(frozen=True, slots=True)
class BookFolder:
    """Where a book goes.

    Args:
        path: Its folder, relative to IMPORT_DIR.
        renamed: The names in it that are not as the record has them.
        unread: The fields of the record that Audiobookshelf does not read in the path: metadata.json alone has them.
    """

    path: PurePosixPath
    renamed: tuple[Renamed, ...] = ()
    unread: tuple[FieldName, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A template with which Audiobookshelf reads each of the samples as it is meant.

    Args:
        template: As the user wrote it.
        levels: Its folders, the outermost first.
    """

    template: str
    levels: tuple[Level, ...]

    @classmethod
    def parse(cls, template: str) -> "Layout":
        """The layout of a template.

        Raises:
            ValueError: It is none, or a book would be read as another one; in words for the user.
        """
        levels = parse(template)
        for values in samples(levels):
            sample = rendered(levels, values)
            if field := misread(sample.levels, sample.path, sample.values):
                raise ValueError(refusal(field, sample.path))
        return cls(template.strip(), levels)

    def folder(self, recording: Recording, *, name: str = "", called: Iterable[str] = ()) -> PurePosixPath:
        """The path of `book`."""
        return self.book(recording, name=name, called=called).path

    def book(self, recording: Recording, *, name: str = "", called: Iterable[str] = ()) -> BookFolder:
        """Where a recording's book goes: at most three folders, each with a name that every file system takes.

        Of several series it is the first one whose place is a number. A place that is not read, "1-3" or four
        digits, is left out, and the series of a book without author.

        Args:
            recording: What MAM says.
            name: The torrent's, for a record without a title.
            called: The titles under which the book is known elsewhere (`domain.titling`).
        """
        return self._book(recording, titled(recording, called).title or name)

    def books(self, recordings: Sequence[Recording], *, name: str = "") -> tuple[BookFolder, ...]:
        """Where the books of one torrent go: each to a folder of its own, in none of the others' (`names.collide`).

        Where two would have the same one, the later gets its narrators or its ASIN, too, else a number.

        Args:
            recordings: One for each book.
            name: The torrent's, for records without a title.
        """
        found: dict[int, BookFolder] = {}
        # From the innermost: what lies in another's folder has no other choice.
        depths = [-len(self.book(recording, name=name).path.parts) for recording in recordings]
        for place in sorted(range(len(recordings)), key=depths.__getitem__):
            choices = self._choices(recordings[place], name)
            found[place] = next(
                one for one in choices if not any(collide(one.path, other.path) for other in found.values())
            )
        return tuple(found[place] for place in range(len(recordings)))

    def _choices(self, recording: Recording, name: str) -> Iterator[BookFolder]:
        yield self.book(recording, name=name)
        *outer, last = self.levels
        for fields in _MORE:
            level = last
            for field in fields:
                level = level if level.has(field) else level.with_field(field)
            yield replace(self, levels=(*outer, level)).book(recording, name=name)
        title = titled(recording).title or name or texts.UNNAMED
        for number in range(2, 1 << 20):
            yield self._book(recording, title, number=f" ({number})")

    def _book(self, recording: Recording, title: str, *, number: str = "") -> BookFolder:
        attempts = [rendered(self.levels, one) for one in _attempts(texts.spelled(recording, title), number)]
        good = (one for one in attempts if misread(one.levels, one.path, one.values) is None)
        best = next(good, attempts[-1])
        meant = texts.unchanged(recording, title)
        names = zip((level.render(meant) for level in best.levels), best.names, strict=True)
        return BookFolder(
            path=best.path,
            renamed=tuple(Renamed(before=before, after=after) for before, after in names if before != after),
            unread=unread(best.path, recording, title),
        )

    def __str__(self) -> str:
        return self.template


def _attempts(values: Values, number: str) -> Iterator[Values]:
    """The texts, and then with more and more of what could be misread spelled otherwise, or left out."""
    title = values["title"]
    for place in (values["sequence"], ""):
        for spelling in (title, guarded(title)):
            yield {**values, "sequence": place, "title": f"{spelling}{number}"}


DEFAULT_LAYOUT: Final = Layout.parse(DEFAULT_TEMPLATE)
"""What IMPORT_LAYOUT is where it is not set."""
