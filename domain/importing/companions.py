"""What belongs to a book beside its audio: to which of several, and under which name."""

import posixpath
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from domain.importing.choosing import IMAGES, TorrentFile
from domain.importing.names import clean_file
from domain.importing.order import natural
from domain.matching.text import words

_COVER: Final = "cover"
_NO_COVER: Final = frozenset(
    ["back", "booklet", "cd", "disc", "disk", "inlay", "inside", "rear", "scan", "spine", "thumb", "tray"]
)
_COVERS: Final = ("cover", "front", "folder", "poster")


class Owners:
    """Which book a file belongs to that is no audio.

    Args:
        books: The audio of each.
    """

    def __init__(self, books: Sequence[Iterable[TorrentFile]]) -> None:
        self._only = len(books) == 1
        self._by_name: dict[str, set[int]] = {}
        self._by_folder: dict[tuple[str, ...], set[int]] = {}
        for place, files in enumerate([] if self._only else books):
            for file in files:
                self._by_name.setdefault(file.stem, set()).add(place)
                for folder in _around(file):
                    self._by_folder.setdefault(folder, set()).add(place)

    def of(self, companion: TorrentFile) -> int | None:
        """The book's place: the only one, the one of the same name, or the only one in its folder or nearest above.

        None where it is of several, such as the picture of a whole collection.
        """
        if self._only:
            return 0
        named = self._by_name.get(companion.stem, set())
        near = next((found for folder in _around(companion) if (found := self._by_folder.get(folder))), set())
        for found in (named, near):
            if len(found) == 1:
                return min(found)
        return None


def _around(file: TorrentFile) -> list[tuple[str, ...]]:
    """The folders that a file lies in, the nearest first."""
    folders = tuple(file.folders)
    return [folders[:length] for length in range(len(folders), -1, -1)]


def cover_of(companions: Iterable[TorrentFile]) -> TorrentFile | None:
    """The image that Audiobookshelf shall show; None without images."""
    images = [file for file in companions if file.suffix in IMAGES]
    return min(images, key=_likely_cover, default=None)


def _likely_cover(image: TorrentFile) -> tuple[object, ...]:
    found = set(words(image.stem))
    kinds = [place for place, kind in enumerate(_COVERS) if kind in found]
    kind = len(_COVERS) + 1 if found & _NO_COVER else min(kinds, default=len(_COVERS))
    return kind, len(image.folders), natural(image.stem), image.path


def name_of(companion: TorrentFile, *, is_cover: bool) -> str:
    """The name in the book's folder; Audiobookshelf shows an image that is called ``cover`` before all others."""
    if is_cover:
        return f"{_COVER}{companion.suffix}"
    name, ending = clean_file(companion.name), posixpath.splitext(companion.name)[1]
    return name if name.endswith(ending) else f"file{ending}"  # where nothing of the name can be seen


def is_written_by_audiobookshelf(name: str) -> bool:
    """Whether an uploaded cover is written to this name, into the very file if it is a hard link.

    facts/audiobookshelf_2.md 2: "across file systems it copies into the existing inode".
    """
    stem, ending = posixpath.splitext(name)
    return stem.casefold() == _COVER and ending.lower() in IMAGES


class Names:
    """Gives out names of which no two are one file to a file system that ignores case."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def free(self, name: str) -> str:
        """The name, with a number behind it where it was given out already."""
        wanted = _folded(name)
        if wanted not in self._given:
            self._given[wanted] = 1
            return name
        stem, ending = posixpath.splitext(name)
        number, found = self._given[wanted], name
        while _folded(found) in self._given:
            number += 1
            found = clean_file(f"{stem} ({number}){ending}")
        self._given[wanted], self._given[_folded(found)] = number, 1
        return found


def _folded(name: str) -> str:
    """The same for two names that are one file to Windows, SMB or macOS."""
    return name.lower() if name.isascii() else normalize("NFC", normalize("NFC", name).casefold())
