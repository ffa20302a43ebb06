"""Names of series: which of them are the same series."""

from functools import lru_cache
from typing import Final

from domain.matching.text import LONGEST, REMEMBERED, title_words, words

Key = tuple[str, ...]
"""A series' name without the words that people omit or add."""

SAME: Final = 0.8
"""From here up two names are one series; below, one may be a spin-off of the other."""

_GENERIC: Final = frozenset(
    words(
        "series saga trilogy duology tetralogy quartet quintet cycle chronicle novel book collection archive "
        "universe sequence mystery thriller adventure"
    )
)
_CONNECTIVES: Final = frozenset({"and", "vs", "or"})
_TITLES: Final = frozenset(
    words("dr inspector detective captain commissioner chief sergeant judge father mr miss mrs sir")
)
# Words shorter than this keep their final "s": "bus", "gas".
_SHORTEST_PLURAL: Final = 4


def key(name: str) -> Key:
    """The common form of two spellings of a series: "The Kingkiller Chronicle", "Kingkiller Chronicles"."""
    return _key(name[:LONGEST])


@lru_cache(REMEMBERED)
def _key(name: str) -> Key:
    kept = [_singular(word) for word in title_words(name)]
    while len(kept) > 1 and kept[-1] in _GENERIC:
        kept.pop()
    return tuple(kept)


def likeness(one: Key, other: Key) -> float:
    """How certain it is that two keys are one series, 0 to 1.

    A name cut before "and" is (`SAME`): "Percy Jackson", "Percy Jackson and the Olympians". A name with
    any other continuation may be a spin-off: "New Era Online", "New Era Online: Biomancer".
    """
    if not one or not other:
        return 0.0
    if "".join(one) == "".join(other):
        return 1.0
    short, long = sorted((one, other), key=len)
    size = len(short)
    if long[:size] == short:
        return SAME if long[size] in _CONNECTIVES else SAME / 2
    if long[-size:] == short:
        return SAME if set(long[:-size]) <= _TITLES else SAME / 2
    return 0.0


def _singular(word: str) -> str:
    if word == "series" or len(word) < _SHORTEST_PLURAL:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")
