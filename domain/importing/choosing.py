"""Which of a torrent's files belong to a book, by their names and sizes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from statistics import median
from typing import Final

from domain.facts import LeftOut
from domain.importing.plan import LeftOutFile
from domain.library_layout import AUDIO, is_unfinished

IMAGES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp"})
"""What Audiobookshelf takes for a cover: facts/audiobookshelf_2.md 2."""

EBOOKS: Final = frozenset({".epub", ".pdf", ".mobi", ".azw3", ".cbr", ".cbz"})
"""What Audiobookshelf shows beside the audio: facts/audiobookshelf_2.md 5.1."""

_COMPANIONS: Final = EBOOKS | IMAGES | {".cue"}
_ARCHIVE: Final = re.compile(r"\.(?:zip|rar|7z|tar|tgz|gz|bz2|xz|ace|arj|[rsz]\d{2}|\d{3})")
# Audiobookshelf takes a book's facts from these, and would rewrite a linked metadata.json in place (facts/
# audiobookshelf_2.md 0.6 and 4): at first sight a book has what the record says, and nothing unproved beside it.
_METADATA: Final = frozenset({".json", ".opf", ".nfo", ".abs", ".xml"})
_METADATA_TEXTS: Final = frozenset({"desc.txt", "reader.txt"})
_JUNK_FOLDERS: Final = frozenset(
    {"__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information"}
)
_SAMPLE: Final = re.compile(
    r"(?:audio[ ._-]*)?(?:samples?|h[oö]rproben?|leseproben?|extraits?|muestras?|pr[oó]bk[ai])", re.IGNORECASE
)
_SAMPLE_NAME: Final = re.compile(
    rf"{_SAMPLE.pattern}(?![^\W_]).*|.*(?<![^\W_]){_SAMPLE.pattern}", re.IGNORECASE
)
_SAMPLE_SHARE: Final = 0.1  # of the other files' usual size: a chapter called "The Sample" is longer


@dataclass(frozen=True, slots=True)
class TorrentFile:
    """One file of a torrent.

    `path` is relative to the save path, with slashes, `size` in bytes, `wanted` False where the user deselected
    it, `inode` the file's on the daemon's disk, None where it was not read.
    """

    path: str
    size: int
    wanted: bool = True
    inode: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files of a torrent by what becomes of them, each in the order given."""

    audio: tuple[TorrentFile, ...]
    companions: tuple[TorrentFile, ...]
    left_out: tuple[LeftOutFile, ...]


def suffix(path: str) -> str:
    """The ending of a file's name, in lower case and with its dot."""
    return PurePosixPath(path).suffix.lower()


def below_the_top(path: str) -> tuple[str, ...]:
    """The names in a file's path without the torrent's own folder; a file beside it has its name alone."""
    parts = PurePosixPath(path).parts
    return parts[1:] if len(parts) > 1 else parts


def choose(files: Iterable[TorrentFile]) -> Chosen:
    """Sort a torrent's files into audio, what belongs to it, and the rest with its reason."""
    given = list(files)
    why = {file: _refused(file) for file in given}
    samples = _samples([file for file in given if why[file] is None])
    why |= dict.fromkeys(samples, LeftOut.SAMPLE)
    kept = [file for file in given if why[file] is None]
    return Chosen(
        audio=tuple(file for file in kept if suffix(file.path) in AUDIO),
        companions=tuple(file for file in kept if suffix(file.path) not in AUDIO),
        left_out=tuple(LeftOutFile(path=file.path, why=reason) for file, reason in why.items() if reason),
    )


def _refused(file: TorrentFile) -> LeftOut | None:
    """Why a file has no place in any book; None for audio and what belongs to it."""
    names = below_the_top(file.path)
    if not file.wanted:
        return LeftOut.UNWANTED
    if not names or ".." in PurePosixPath(file.path).parts or file.path.startswith("/"):
        return LeftOut.NOT_OF_A_BOOK
    if any(name.startswith(".") or name.casefold() in _JUNK_FOLDERS for name in names):
        return LeftOut.HIDDEN
    if is_unfinished(file.path):
        return LeftOut.UNFINISHED
    if _ARCHIVE.fullmatch(suffix(file.path)):
        return LeftOut.ARCHIVE
    if suffix(file.path) in _METADATA or names[-1].casefold() in _METADATA_TEXTS:
        return LeftOut.METADATA
    if suffix(file.path) not in AUDIO | _COMPANIONS:
        return LeftOut.NOT_OF_A_BOOK
    return LeftOut.EMPTY if file.size == 0 else None


def _samples(files: Sequence[TorrentFile]) -> set[TorrentFile]:
    """What lies in a folder of samples, and a small file called so beside larger ones; never all of the audio."""
    in_folders = {
        file for file in files if any(_SAMPLE.fullmatch(name) for name in below_the_top(file.path)[:-1])
    }
    audio = [file for file in files if suffix(file.path) in AUDIO and file not in in_folders]
    named = {file for file in audio if _SAMPLE_NAME.fullmatch(PurePosixPath(file.path).stem)}
    usual = median([file.size for file in audio if file not in named] or [0])
    small = {file for file in named if file.size < usual * _SAMPLE_SHARE}
    return in_folders | small if audio else set()
