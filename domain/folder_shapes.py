"""Folders of a library that Audiobookshelf reads as other books than they are: facts/audiobookshelf_2.md 5."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from domain.library_layout import is_audio, is_disc, item_of

_EBOOKS: Final = frozenset({".epub", ".pdf", ".mobi", ".azw3", ".cbr", ".cbz"})
_COMPANIONS: Final = frozenset(
    {".txt", ".nfo", ".opf", ".abs", ".xml", ".json", ".png", ".jpg", ".jpeg", ".webp"}
)
_LIKE_A_DISC: Final = re.compile(
    r"(?:.*\W)?(?:cd|dis[ck])[\s._-]*(?:\d+|one|two|three)\b.*|(?:part|teil|pt|side)[\s._-]*(?:\d+|[a-d])|\d{1,3}",
    re.IGNORECASE,
)
_SEVERAL: Final = 2


class FolderShape(StrEnum):
    """Where Audiobookshelf makes other items of folders than a person would: facts/audiobookshelf_2.md 5.

    Media above books swallow them in a scan, an image or a text above them does when it comes together with them; folders
    that are no discs by their names are items of their own; the discs of a book beside a longer name are half read; a
    single file in the library's own folder can be taken for a folder.
    """

    SWALLOWS = "swallows"
    MERGES = "merges"
    SPLITS = "splits"
    HALF_READ = "half_read"
    LOOSE_FILE = "loose_file"


@dataclass(frozen=True, slots=True, order=True)
class Shaped:
    """A folder or file of such a shape.

    Args:
        path: Relative to the library's folder; empty for that folder itself.
        shape: What happens to it.
        other: The name that makes it so: the loose file, the first folder that is no disc, the neighbour.
    """

    path: str
    shape: FolderShape
    other: str


def shapes(files: Iterable[str]) -> list[Shaped]:
    """Such shapes among files, each folder once.

    Args:
        files: Their paths, relative to the library's folder, without hidden ones.
    """
    seen = _Seen.of(files)
    found = [*seen.loose(), *seen.above(), *seen.split(), *seen.half_read()]
    return sorted({(one.path, one.shape): one for one in reversed(found)}.values())


@dataclass(slots=True)
class _Seen:
    """The folders with audio; the first media file and the first companion of each folder; single files."""

    audio: set[PurePosixPath] = field(default_factory=set)
    media: dict[PurePosixPath, str] = field(default_factory=dict)
    companions: dict[PurePosixPath, str] = field(default_factory=dict)
    single: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, files: Iterable[str]) -> "_Seen":
        seen = cls()
        for file in map(PurePosixPath, sorted(files)):
            ending = file.suffix.lower()
            if is_audio(file.name):
                seen.audio.add(file.parent)
                if file.parent == PurePosixPath():
                    seen.single.append(str(file))
            if is_audio(file.name) or ending in _EBOOKS:
                seen.media.setdefault(file.parent, file.name)
            elif ending in _COMPANIONS:
                seen.companions.setdefault(file.parent, file.name)
        return seen

    def loose(self) -> Iterator[Shaped]:
        yield from (Shaped(name, FolderShape.LOOSE_FILE, name) for name in self.single)

    def above(self) -> Iterator[Shaped]:
        """What lies above books, but for their own folder and the library's."""
        for folder in self.audio:
            for up in _inside(folder):
                if up in self.media and not (up == folder.parent and is_disc(folder.name)):
                    yield Shaped(str(up), FolderShape.SWALLOWS, self.media[up])
            for up in _inside(_item(folder)):
                if up in self.companions and up not in self.media:
                    yield Shaped(str(up), FolderShape.MERGES, self.companions[up])

    def split(self) -> Iterator[Shaped]:
        alike: Mapping[PurePosixPath, list[str]] = defaultdict(list)
        for folder in self.audio - {PurePosixPath()}:
            at_root = folder.parent == PurePosixPath()
            if is_disc(folder.name) if at_root else _is_no_disc(folder.name):
                alike[folder.parent].append(folder.name)
        for parent, names in alike.items():
            if len(names) >= _SEVERAL and parent not in self.media:
                yield Shaped("" if parent == PurePosixPath() else str(parent), FolderShape.SPLITS, min(names))

    def half_read(self) -> Iterator[Shaped]:
        """Books of several discs whose path is the beginning of another book's path."""
        own = self.audio - {PurePosixPath()}
        discs = Counter(str(_item(folder)) for folder in own if _item(folder) != folder)
        items = sorted({str(_item(folder)) for folder in own})
        for item, number in discs.items():
            other = _longer(item, items)
            if number >= _SEVERAL and other is not None:
                yield Shaped(item, FolderShape.HALF_READ, PurePosixPath(other).name)


def _is_no_disc(name: str) -> bool:
    return _LIKE_A_DISC.fullmatch(name) is not None and not is_disc(name)


def _inside(folder: PurePosixPath) -> Sequence[PurePosixPath]:
    """The folders above a folder, inside of the library's."""
    return folder.parents[:-1]


def _item(folder: PurePosixPath) -> PurePosixPath:
    return item_of(folder / "x")


def _longer(item: str, items: Sequence[str]) -> str | None:
    """The first path that begins with this one, and is none inside of it."""
    for other in items[bisect_right(items, item) :]:
        if not other.startswith(item):
            return None
        if not other.startswith(f"{item}/"):
            return other
    return None
