"""What goes where when a torrent's files are placed in the library; stored as JSON before anything is made."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, NonNegativeInt

from domain.facts import ImportQuestion, LeftOut
from domain.recording import Recording

INSIDE: Final = re.compile(r"(?!\.\.?(?:/|$))[^/\0]+(?:/(?!\.?\.?(?:/|$))[^/\0]+)*")
"""A path below a folder: names with slashes between them, none of them empty, ``.`` or ``..``."""


def _inside(path: str) -> str:
    if not INSIDE.fullmatch(path):
        raise ValueError(f"{path!r} is not a path inside a folder")
    return path


def _absolute(path: PurePosixPath) -> PurePosixPath:
    if not path.is_absolute() or ".." in path.parts or "\0" in str(path):
        raise ValueError(f"{str(path)!r} is not an absolute path")
    return path


Inside = Annotated[str, AfterValidator(_inside)]
"""A relative path that cannot leave its folder: a text, as a book may have hundreds of files."""

Absolute = Annotated[PurePosixPath, AfterValidator(_absolute)]
"""An absolute path that says plainly where it leads."""


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedFile(_Stored):
    """One file of a book.

    `source` is relative to the torrent's save path, `target` to the book's folder. `size` in bytes and `inode` are
    the source's; the inode is None where it was not read. A `copied` file is never a link: Audiobookshelf may
    write into it (facts/audiobookshelf_2.md 2), and the torrent's bytes must stay.
    """

    source: Inside
    target: Inside
    size: NonNegativeInt
    inode: NonNegativeInt | None = None
    copied: bool = False


class PlannedBook(_Stored):
    """One folder to make, which will be one library item.

    `folder` is as the daemon sees it. The audio files come first, in the order in which they are played.
    `recording` is what is known of this book alone.
    """

    folder: Absolute
    files: tuple[PlannedFile, ...]
    recording: Recording


class LeftOutFile(_Stored):
    """A file of the torrent that stays out; `path` is relative to the save path."""

    path: str
    why: LeftOut


class Renamed(_Stored):
    """A name that is not kept: as the torrent or the record has it, and as it will be in the library."""

    before: str
    after: str


class Plan(_Stored):
    """What goes where; with a `question`, after a person's word at the earliest."""

    books: tuple[PlannedBook, ...] = ()
    left_out: tuple[LeftOutFile, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    question: ImportQuestion | None = None

    @property
    def may_be_confirmed(self) -> bool:
        """Whether a person's word is enough to place it as it is; otherwise something must change before."""
        return self.question in {ImportQuestion.SEVERAL_BOOKS, ImportQuestion.SEVERAL_FORMATS}

    @property
    def size(self) -> int:
        """Bytes of all files that it places."""
        return sum(file.size for book in self.books for file in book.files)
