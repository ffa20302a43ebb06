"""Which files make one item of a library: facts/audiobookshelf.md 2.3 and 5."""

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
"""What Audiobookshelf takes for audio."""

# qBittorrent's own ending, and those that Audiobookshelf passes over.
_UNFINISHED: Final = frozenset({".!qb", ".part", ".tmp", ".crdownload", ".download", ".temp", ".tempfile"})
_DISC: Final = re.compile(r"(?:cd|dis[ck])\s*\d{1,3}", re.IGNORECASE)


def is_audio(name: str) -> bool:
    """Whether Audiobookshelf plays a file of this name or path; one whose name is hidden it does not see."""
    return _ending(name) in AUDIO and not posixpath.basename(name).startswith(".")


def is_unfinished(name: str) -> bool:
    """Whether the name says that somebody still writes the file."""
    return _ending(name) in _UNFINISHED


def _ending(name: str) -> str:
    return posixpath.splitext(name)[
        1
    ].lower()  # runs for each file of a library: a third of PurePosixPath's time


def is_disc(folder: str) -> bool:
    """Whether a folder of this name holds one disc of the book above it."""
    return _DISC.fullmatch(folder) is not None


def item_of(file: PurePosixPath) -> PurePosixPath:
    """Where the item lies that an audio file belongs to; both are relative to the library's folder.

    A folder with audio is an item, and the folders of its discs are not; a file in the library's own folder
    is an item by itself.
    """
    folder = file.parent
    if folder == PurePosixPath():
        return file
    outer = folder.parent
    return outer if is_disc(folder.name) and outer != PurePosixPath() else folder
