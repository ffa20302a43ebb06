"""The order in which a person plays the audio files of a folder."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final

from domain.importing.choosing import TorrentFile
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


def in_order(files: Iterable[TorrentFile]) -> list[TorrentFile]:
    """The audio files of one folder as a person would play them: "2" before "10", "One" before "Two", a prologue first."""
    given = list(files)
    stems = [plain(file.stem) for file in given]
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
