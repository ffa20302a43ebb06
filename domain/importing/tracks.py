"""The order of a book's audio files, and names that make Audiobookshelf play them in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from pathlib import PurePosixPath
from typing import Final

from domain.folder_names import PathReading, read_path
from domain.importing.choosing import TorrentFile, suffix
from domain.importing.names import clean_file
from domain.matching.text import NUMBER_WORDS, plain, words

_RUNS: Final = re.compile(r"\d+|[^\W\d_]+|[\W_]+")
_TENS: Final = {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}
_COUNTED: Final = NUMBER_WORDS | _TENS
# What has no number and stands before or behind the chapters, in the order in which a book has them.
_FIRST: Final = (
    "opening",
    "intro",
    "introduction",
    "foreword",
    "vorwort",
    "preface",
    "prologue",
    "prolog",
    "prologo",
)
_LAST: Final = (
    "epilogue",
    "epilog",
    "epilogo",
    "afterword",
    "nachwort",
    "outro",
    "closing",
    "credits",
    "abspann",
)
# How Audiobookshelf 2.36.0 reads a file's name: server/scanner/AudioFileScanner.js, runSmartTrackOrder and
# getTrackAndDiscNumberFromFilename.
_DISC: Final = re.compile(r"\b(?:disc|cd) ?([0-9]{1,2})\b", re.IGNORECASE | re.ASCII)
_TRACK: Final = re.compile(r"[0-9]{1,4}")


def in_order(files: Iterable[TorrentFile]) -> list[TorrentFile]:
    """The audio files of one folder as a person would play them: "2" before "10", "One" before "Two", a prologue first."""
    given = list(files)
    stems = [plain(PurePosixPath(file.path).stem) for file in given]
    shared = _shared(stems)
    keys = [(_rank(stem[shared:]), natural(stem), file.path) for stem, file in zip(stems, given, strict=True)]
    return [file for _, file in sorted(zip(keys, given, strict=True), key=lambda pair: pair[0])]


def _shared(stems: Sequence[str]) -> int:
    """How many characters all of several names begin with, without a number that is cut there."""
    if len(stems) == 1:
        return 0
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*stems, strict=False))
    return len("".join(letters[0] for letters in alike).rstrip("0123456789"))


def _rank(name: str) -> int:
    """Before, among or after the chapters; a name with a number has its place by that."""
    found = set(words(name))
    if any(word.isdecimal() for word in found) or found & _COUNTED.keys():
        return 0
    first = next((place for place, word in enumerate(_FIRST, -len(_FIRST)) if word in found), 0)
    return first or next((place for place, word in enumerate(_LAST, 1) if word in found), 0)


@lru_cache(4096)
def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts names in the order in which a person counts."""
    return tuple(map(_counted, _RUNS.findall(plain(name))))


def _counted(run: str) -> tuple[int, int, str]:
    number = _COUNTED.get(run, run)
    return (0, int(number), "") if number.isdecimal() else (1, 0, run)


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
    sources = [PurePosixPath(file.path) for file in files]
    places = [f"{place:0{width}}" for place in range(1, len(files) + 1)]
    own = [clean_file(source.name) for source in sources]
    if all(suffix(name) == suffix(file.path) for name, file in zip(own, files, strict=True)):
        yield own
    yield [clean_file(f"{place} - {source.name}") for place, source in zip(places, sources, strict=True)]
    yield [f"{place}{source.suffix}" for place, source in zip(places, sources, strict=True)]
    yield [
        clean_file(f"{reading.title} - {place}{source.suffix}")
        for place, source in zip(places, sources, strict=True)
    ]


def _plays_in_order(named: Sequence[str], reading: PathReading) -> bool:
    read = [_read(name, reading) for name in named]
    tracks = [track for track, _ in read if track is not None]
    discs = [disc for _, disc in read if disc is not None]
    increase = len(tracks) == len(named) and all(one < two for one, two in pairwise(tracks))
    return increase and (len(discs) < len(named) or discs == sorted(discs))


def _read(name: str, reading: PathReading) -> tuple[int | None, int | None]:
    """The track's and the disc's number in a file's name, once what the folder says of the book is taken out."""
    stem = PurePosixPath(name).stem
    for text in filter(None, (reading.title, reading.authors, reading.series, reading.published_year)):
        stem = stem.replace(text, "", 1)
    disc = _DISC.search(stem)
    track = _TRACK.search(_DISC.sub("", stem, count=1))
    return int(track[0]) if track else None, int(disc[1]) if disc else None
