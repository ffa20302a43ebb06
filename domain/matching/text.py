"""Titles, names and series in one comparable form."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from domain.matching.vocabulary import numerals as tables

LONGEST: Final = 500
"""How many characters of a title, a name or a series are read; real ones are shorter."""

REMEMBERED: Final = 1024
"""How many texts are cached: the rows of a search repeat the same people, series and titles."""

_APOSTROPHES: Final = re.compile("['’‘`´ʼ′＇]")
# Letters that Unicode does not decompose into a plain letter and a mark.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Their spelling where a keyboard or a file name lacks them; without accents "ü" is "u".
_TWO_LETTERS: Final = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ø": "oe",
        "Ø": "Oe",
        "å": "aa",
        "Å": "Aa",
    }
)
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_ROMAN: Final = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_UNITS: Final = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_SPELLINGS: Final = {"versus": "vs", "doctor": "dr", "mister": "mr", "saint": "st"}
ARTICLES: Final = frozenset({"a", "an", "the"})


def plain(text: str) -> str:
    """Lower case without accents, with punctuation; apostrophes vanish and ``&`` becomes "and"."""
    return _plain(text[:LONGEST])


@lru_cache(REMEMBERED)
def _plain(text: str) -> str:
    bare = _APOSTROPHES.sub("", text).replace("&", " and ")
    if bare.isascii():
        return bare.lower()
    folded = unicodedata.normalize("NFKD", bare).casefold().translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _APOSTROPHES.sub("", bare)  # some letters decompose into an apostrophe and another


def written_out(text: str) -> str | None:
    """The text with umlauts and similar letters as two letters ("Mueller"); None without any."""
    if text.isascii():
        return None
    composed = unicodedata.normalize("NFC", text[:LONGEST])
    spelt = composed.translate(_TWO_LETTERS)
    return None if spelt == composed else spelt


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and punctuation."""
    return _words(text[:LONGEST])


@lru_cache(REMEMBERED)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_NOT_WORDS.sub(" ", plain(text)).split())


NUMBER_WORDS: Final = {word: str(number) for number, word in enumerate(words(tables.CARDINALS["en"]))}
"""The English words that count."""

_ORDINAL_WORDS: Final = {word: f"{number}th" for number, word in enumerate(words(tables.ORDINALS["en"]), 1)}
_ORDINAL: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")


def roman(word: str) -> str | None:
    """The value of a Roman numeral up to 39 as digits; None when it is not one."""
    found = _ROMAN.fullmatch(word)
    return str(10 * len(found[1]) + _UNITS[found[2]]) if found else None


def title_words(text: str) -> tuple[str, ...]:
    """Words for comparing titles: without articles, numbers as digits, one spelling of abbreviations.

    A title of only articles keeps them, and so does one that ends in a letter ("Vitamin A").
    """
    return _title_words(text[:LONGEST])


@lru_cache(REMEMBERED)
def _title_words(text: str) -> tuple[str, ...]:
    found = words(text)
    kept = [word for word in found[:-1] if word not in ARTICLES] + list(found[-1:])
    if kept[-1:] == ["the"] and len(kept) > 1:
        kept.pop()
    kept = [_canonical(word) for word in kept]
    if len(kept) > 1 and (value := roman(kept[-1])):  # "Volume I"; alone or in front, "I" is a pronoun
        kept[-1] = value
    return tuple(kept)


def _canonical(word: str) -> str:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if word.isdecimal():
        return word.lstrip("0") or "0"
    if word in _ORDINAL_WORDS:
        return _ORDINAL_WORDS[word]  # "Third Degree" is "3rd Degree", and not "Degree 3"
    if found := _ORDINAL.fullmatch(word):
        return f"{int(found[1])}th"
    numeral = roman(word) if len(word) > 1 else None
    return numeral or _SPELLINGS.get(word, word)
