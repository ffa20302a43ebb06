"""Which of a torrent's files belong to a book, by their names and sizes."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final

from domain.facts import LeftOut
from domain.importing.plan import INSIDE, LeftOutFile
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
# What Audiobookshelf does not see, and what macOS, a NAS or Windows keeps for itself.
_HIDDEN: Final = re.compile(
    r"(?:^|/)(?:\.|(?:__macosx|@eadir|#recycle|\$recycle\.bin|system volume information)(?:/|$))",
    re.IGNORECASE,
)
_SAMPLE: Final = re.compile(
    r"(?:audio[ ._-]*)?(?:samples?|h[oö]rproben?|leseproben?|extraits?|muestras?|pr[oó]bk[ai])", re.IGNORECASE
)
_SAMPLE_NAME: Final = re.compile(
    rf"{_SAMPLE.pattern}(?![^\W_]).*|.*(?<![^\W_]){_SAMPLE.pattern}", re.IGNORECASE
)
_SAMPLE_SHARE: Final = 0.1  # of the other files' usual size: a chapter called "The Sample" is longer


@dataclass(frozen=True)  # without slots, so that its name is taken apart once
class TorrentFile:
    """One file of a torrent.

    `path` is relative to the save path, with slashes, `size` in bytes, `wanted` False where the user deselected
    it, `inode` the file's on the daemon's disk, None where it was not read.
    """

    path: str
    size: int
    wanted: bool = True
    inode: int | None = None

    @cached_property
    def folders(self) -> list[str]:
        """The names of the folders that it lies in, the torrent's own first."""
        return self.path.split("/")[:-1]

    @cached_property
    def name(self) -> str:
        """Its own name."""
        return posixpath.basename(self.path)

    @cached_property
    def stem(self) -> str:
        """Its name without the ending."""
        return posixpath.splitext(self.name)[0]

    @cached_property
    def suffix(self) -> str:
        """The ending of its name in lower case, with its dot; empty without one."""
        return posixpath.splitext(self.path)[1].lower()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files of a torrent by what becomes of them, each in the order given."""

    audio: tuple[TorrentFile, ...]
    companions: tuple[TorrentFile, ...]
    left_out: tuple[LeftOutFile, ...]


def choose(files: Iterable[TorrentFile]) -> Chosen:
    """Sort a torrent's files into audio, what belongs to it, and the rest with its reason."""
    given = list(files)
    top = _top(given)
    why = {file: _refused(file, file.path.removeprefix(top)) for file in given}
    samples = _samples([file for file in given if why[file] is None], top)
    why |= dict.fromkeys(samples, LeftOut.SAMPLE)
    kept = [file for file in given if why[file] is None]
    return Chosen(
        audio=tuple(file for file in kept if file.suffix in AUDIO),
        companions=tuple(file for file in kept if file.suffix not in AUDIO),
        left_out=tuple(LeftOutFile(path=file.path, why=reason) for file, reason in why.items() if reason),
    )


def _top(files: Sequence[TorrentFile]) -> str:
    """The torrent's own folder with a slash, which may be called as it likes; empty where not all files lie in one."""
    tops = {file.path.partition("/")[:2] for file in files}
    folder, slash = tops.pop() if len(tops) == 1 else ("", "")
    return folder + slash if slash else ""


def _refused(file: TorrentFile, below: str) -> LeftOut | None:
    """Why a file has no place in any book; None for audio and what belongs to it.

    Args:
        file: Of the torrent.
        below: Its path in the torrent's own folder.
    """
    if not file.wanted:
        return LeftOut.UNWANTED
    if not INSIDE.fullmatch(file.path):
        return LeftOut.NOT_OF_A_BOOK
    if _HIDDEN.search(below):
        return LeftOut.HIDDEN
    if is_unfinished(file.path):
        return LeftOut.UNFINISHED
    return _by_kind(file)


def _by_kind(file: TorrentFile) -> LeftOut | None:
    ending = file.suffix
    if ending in AUDIO or ending in _COMPANIONS:
        return LeftOut.EMPTY if file.size == 0 else None
    if _ARCHIVE.fullmatch(ending):
        return LeftOut.ARCHIVE
    if ending in _METADATA or file.name.casefold() in _METADATA_TEXTS:
        return LeftOut.METADATA
    return LeftOut.NOT_OF_A_BOOK


def _samples(files: Sequence[TorrentFile], top: str) -> set[TorrentFile]:
    """What lies in a folder of samples, and a small file called so beside larger ones; never all of the audio."""
    suspects = [file for file in files if _SAMPLE.search(file.path)]
    if not suspects:
        return set()
    folders = {file: file.path.removeprefix(top).split("/")[:-1] for file in suspects}
    in_folders = {file for file in suspects if any(map(_SAMPLE.fullmatch, folders[file]))}
    audio = [file for file in files if file.suffix in AUDIO and file not in in_folders]
    named = {file for file in suspects if file in audio and _SAMPLE_NAME.fullmatch(file.stem)}
    usual = median([file.size for file in audio if file not in named] or [0])
    small = {file for file in named if file.size < usual * _SAMPLE_SHARE}
    return in_folders | small if audio else set()
