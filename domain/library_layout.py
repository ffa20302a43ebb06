"""Which files form one item of a library: facts/audiobookshelf.md 2.3 and 5."""

import posixpath
import re
from pathlib import PurePosixPath
from typing import Final

AUDIO: Final = frozenset(
    [
        ".m4b",
        ".mp3",
        ".m4a",
        ".flac",
        ".opus",
        ".ogg",
        ".oga",
        ".mp4",
        ".aac",
        ".wma",
        ".aiff",
        ".aif",
        ".wav",
        ".webm",
        ".webma",
        ".mka",
        ".awb",
        ".caf",
        ".mpg",
        ".mpeg",
    ]
)
"""What Audiobookshelf treats as audio."""

# qBittorrent's own suffix, and those that Audiobookshelf ignores.
_UNFINISHED: Final = frozenset({".!qb", ".part", ".tmp", ".crdownload", ".download", ".temp", ".tempfile"})
_DISC: Final = re.compile(r"(?:cd|dis[ck])\s*\d{1,3}", re.IGNORECASE)


def is_audio(name: str) -> bool:
    """Whether Audiobookshelf plays a file of this name or path; it does not see hidden files."""
    return _ending(name) in AUDIO and not posixpath.basename(name).startswith(".")


def is_unfinished(name: str) -> bool:
    """Whether the name marks a file that is still being written."""
    return _ending(name) in _UNFINISHED


def _ending(name: str) -> str:
    return posixpath.splitext(name)[
        1
    ].lower()  # runs for each file of a library: a third of PurePosixPath's time


def is_disc(folder: str) -> bool:
    """Whether a folder of this name contains one disc of the book above it."""
    return _DISC.fullmatch(folder) is not None


def item_of(file: PurePosixPath) -> PurePosixPath:
    """The path of the item that an audio file belongs to; both are relative to the library's folder.

    A folder with audio is an item, and the folders of its discs are not; a file in the library's own folder
    is an item by itself.
    """
    folder = file.parent
    if folder == PurePosixPath():
        return file
    outer = folder.parent
    return outer if is_disc(folder.name) and outer != PurePosixPath() else folder
