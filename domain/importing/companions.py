"""What belongs to a book beside its audio: to which of several, and under which name."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final
from unicodedata import normalize

from domain.importing.choosing import IMAGES, TorrentFile, suffix
from domain.importing.names import clean_file
from domain.importing.tracks import natural
from domain.matching.text import words

_COVER: Final = "cover"
_NO_COVER: Final = frozenset(
    ["back", "booklet", "cd", "disc", "disk", "inlay", "inside", "rear", "scan", "spine", "thumb", "tray"]
)
_COVERS: Final = ("cover", "front", "folder", "poster")


def owner(companion: TorrentFile, books: Sequence[Iterable[TorrentFile]]) -> int | None:
    """Which book a file belongs to: the only one, the only one in its folder or nearest above, or of its own name.

    None where it is of several, such as the picture of a whole collection.
    """
    path = PurePosixPath(companion.path)
    named = [place for place, files in enumerate(books) if any(_stem(file) == path.stem for file in files)]
    if len(books) == 1 or len(named) == 1:
        return 0 if len(books) == 1 else named[0]
    for folder in path.parents:
        below = [
            place
            for place, files in enumerate(books)
            if any(folder in PurePosixPath(file.path).parents for file in files)
        ]
        if below:
            return below[0] if len(below) == 1 else None
    return None


def _stem(file: TorrentFile) -> str:
    return PurePosixPath(file.path).stem


def cover_of(companions: Iterable[TorrentFile]) -> TorrentFile | None:
    """The image that Audiobookshelf shall show; None without images."""
    images = [file for file in companions if suffix(file.path) in IMAGES]
    return min(images, key=_likely_cover, default=None)


def _likely_cover(image: TorrentFile) -> tuple[object, ...]:
    path = PurePosixPath(image.path)
    found = set(words(path.stem))
    kinds = [place for place, kind in enumerate(_COVERS) if kind in found]
    kind = len(_COVERS) + 1 if found & _NO_COVER else min(kinds, default=len(_COVERS))
    return kind, len(path.parts), natural(path.stem), image.path


def name_of(companion: TorrentFile, *, is_cover: bool) -> str:
    """The name in the book's folder; Audiobookshelf shows an image that is called ``cover`` before all others."""
    ending = PurePosixPath(companion.path).suffix
    if is_cover:
        return f"{_COVER}{ending.lower()}"
    name = clean_file(PurePosixPath(companion.path).name)
    return name if name.endswith(ending) else f"file{ending}"  # where nothing of the name can be seen


def is_written_by_audiobookshelf(name: str) -> bool:
    """Whether an uploaded cover is written to this name, into the very file if it is a hard link.

    facts/audiobookshelf_2.md 2: "across file systems it copies into the existing inode".
    """
    path = PurePosixPath(name)
    return path.stem.casefold() == _COVER and path.suffix.lower() in IMAGES


def unlike(name: str, taken: Collection[str]) -> str:
    """The name, with a number where one of these is equal to it for a file system that ignores case."""
    path, number, free = PurePosixPath(name), 1, name
    while folded(free) in taken:
        number += 1
        free = clean_file(f"{path.stem} ({number}){path.suffix}")
    return free


def folded(name: str) -> str:
    """The same for two names that are one file to Windows, SMB or macOS."""
    return normalize("NFC", normalize("NFC", name).casefold())
