"""Names of a book's audio files that make Audiobookshelf play them in their order."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

from domain.folder_names import PathReading, read_path
from domain.importing.choosing import TorrentFile
from domain.importing.names import clean_file

# How Audiobookshelf 2.36.0 reads a file's name: server/scanner/AudioFileScanner.js, runSmartTrackOrder and
# getTrackAndDiscNumberFromFilename.
_DISC: Final = re.compile(r"\b(?:disc|cd) ?([0-9]{1,2})\b", re.IGNORECASE | re.ASCII)
_TRACK: Final = re.compile(r"[0-9]{1,4}")


def names(files: Sequence[TorrentFile], folder: PurePosixPath) -> list[str]:
    """The files' names in the book's folder.

    Audiobookshelf orders tracks by the first number in a name or by the tags, whichever distinguishes more files. So
    names stay where they give this order by themselves; otherwise each file's place is put before its name. Tags
    that number every file of the book still come first.

    Args:
        files: All of a book's audio, in the order in which they are to be played.
        folder: The book's, relative to its library's.
    """
    reading = read_path(str(folder), is_file=False)
    for form in _forms(files, reading):
        if len(files) == 1 or _plays_in_order(form, reading):
            break
    return form


def _forms(files: Sequence[TorrentFile], reading: PathReading) -> Iterator[list[str]]:
    """The ways to name the files, the best first; the last one is for a title like "10"."""
    width = max(2, len(str(len(files))))
    own = [clean_file(file.name) for file in files]
    if all(
        name == file.name or _ending(name) == _ending(file.name)
        for name, file in zip(own, files, strict=True)
    ):
        yield own
    placed = [(f"{place:0{width}}", file) for place, file in enumerate(files, 1)]
    yield [clean_file(f"{place} - {file.name}") for place, file in placed]
    yield [f"{place}{_ending(file.name)}" for place, file in placed]
    yield [clean_file(f"{reading.title} - {place}{_ending(file.name)}") for place, file in placed]


def _ending(name: str) -> str:
    return posixpath.splitext(name)[1]


def _plays_in_order(named: Sequence[str], reading: PathReading) -> bool:
    texts = [
        text for text in (reading.title, reading.authors, reading.series, reading.published_year) if text
    ]
    read = [_read(name, texts) for name in named]
    tracks = [track for track, _ in read if track is not None]
    discs = [disc for _, disc in read if disc is not None]
    increase = len(tracks) == len(named) and all(one < two for one, two in pairwise(tracks))
    return increase and (len(discs) < len(named) or discs == sorted(discs))


def _read(name: str, texts: Sequence[str]) -> tuple[int | None, int | None]:
    """The track's and the disc's number in a file's name, once what the folder says of the book is taken out."""
    stem = posixpath.splitext(name)[0]
    for text in texts:
        stem = stem.replace(text, "", 1)
    disc = _DISC.search(stem)
    if disc:
        stem = stem[: disc.start()] + stem[disc.end() :]
    track = _TRACK.search(stem)
    return int(track[0]) if track else None, int(disc[1]) if disc else None
