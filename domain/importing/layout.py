"""IMPORT_LAYOUT: the folder of a book, which Audiobookshelf reads back as the same book."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from domain.importing import texts
from domain.importing.plan import Renamed
from domain.importing.reading import misread, refusal, samples
from domain.importing.rendering import rendered
from domain.importing.spelling import guarded
from domain.importing.template import DEFAULT_TEMPLATE, Level, Values, parse
from domain.recording import Recording
from domain.titling import titled


@dataclass(frozen=True, slots=True)
class BookFolder:
    """Where a book goes.

    Args:
        path: Its folder, relative to IMPORT_DIR.
        renamed: The names in it that are not as the record has them.
    """

    path: PurePosixPath
    renamed: tuple[Renamed, ...] = ()


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

    def book(self, recording: Recording, *, name: str = "") -> BookFolder:
        """Where a recording's book goes: at most three folders, each with a name that every file system takes.

        Of several series it is the first one whose place is a number. What no folder can say is left out, and
        metadata.json alone has it: a place that is not read ("1-3", four digits), the series of a book without an
        author, narrators whose names are too long.

        Args:
            recording: What MAM says.
            name: The torrent's, for a record without a title.
        """
        title = titled(recording).title or name
        attempts = (rendered(self.levels, one) for one in _attempts(texts.spelled(recording, title)))
        for best in attempts:
            if misread(best.levels, best.path, best.values) is None:
                break
        meant = texts.unchanged(recording, title)
        names = zip((level.render(meant) for level in best.levels), best.names, strict=True)
        return BookFolder(
            path=best.path,
            renamed=tuple(Renamed(before=before, after=after) for before, after in names if before != after),
        )

    def __str__(self) -> str:
        return self.template


def _attempts(values: Values) -> Iterator[Values]:
    """The texts, and then with more and more of what could be misread spelled otherwise, or left out."""
    title = values["title"]
    for place in (values["sequence"], ""):
        for spelling in (title, guarded(title)):
            yield {**values, "sequence": place, "title": spelling}


DEFAULT_LAYOUT: Final = Layout.parse(DEFAULT_TEMPLATE)
"""What IMPORT_LAYOUT is where it is not set."""
