"""Numbers as titles write them: digits, words, Roman and Chinese numerals, each counting or ordering."""

import re
from typing import Final

from domain.matching.text import NUMBER_WORDS, plain, roman, words
from domain.matching.vocabulary import numerals as tables

_ENDED: Final = {language: tables.ENDINGS.get(language, "").split() or [""] for language in tables.ORDINALS}


def _ordinals() -> dict[str, str]:
    found: dict[str, str] = {}
    for language, listed in tables.ORDINALS.items():
        for number, spellings in enumerate(listed.split(), 1):
            for stem in spellings.split("/"):
                forms = [stem + ending for ending in _ENDED[language]] + [stem] * (stem in tables.BARE)
                found |= {plain(form): str(number) for form in forms}
    return found


def _cardinals() -> dict[str, str]:
    listed = (table.split() for table in tables.CARDINALS.values())
    spelt = {plain(word): str(number) for table in listed for number, word in enumerate(table)}
    return spelt | dict(NUMBER_WORDS)


ORDINALS: Final = _ordinals()
"""Folded ordinal words in all languages, each with its number as digits."""

CARDINALS: Final = _cardinals()
"""Folded number words in all languages, each with its digits."""

_SUFFIX: Final = "|".join(
    sorted({re.escape(plain(s)) for s in tables.SUFFIXES.split()}, key=len, reverse=True)
)
_ARTICLES: Final = frozenset({"the", "der", "die", "das", "le", "la", "el", "il", "de", "het"})
_ROMAN: Final = r"x{0,3}(?:ix|iv|vi{0,3}|i{1,3})|x{1,3}"
_KANJI: Final = f"[{tables.KANJI}]{{1,3}}"


def _any(listed: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, listed), key=len, reverse=True))


COUNTING: Final = (
    rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?(?![\da-z])|(?:{_ROMAN}|{_any(CARDINALS)})(?!\w)|{_KANJI}(?!\w))"
)
"""A pattern over folded text for one counting number."""

ORDERING: Final = rf"(?:\d{{1,2}}-?(?:{_SUFFIX})(?!\w)|(?:{_any(ORDINALS)})(?!\w))"
"""A pattern over folded text for one ordinal: "third", "3.", "dritte"."""


def value(text: str) -> str | None:
    """The number in *text*, as digits; None when it is not a number.

    *text* is one number in any of the forms above: "03", "2,5", "iii", "drei", "dritte", "3.", "十二".
    """
    folded = plain(text).strip()
    if found := CARDINALS.get(folded) or ORDINALS.get(folded) or roman(folded) or _kanji(folded):
        return found
    digits = re.match(r"\d{1,4}(?:[.,]\d{1,2})?", folded)
    if digits is None:
        return None
    rest = folded[digits.end() :]
    return canonical(digits[0]) if re.fullmatch(rf"-?(?:{_SUFFIX})?", rest) else None


def canonical(number: str) -> str:
    """Digits in one form: "1" for "01" and "1.0", "2.5" for "2,5"."""
    whole, _, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def _kanji(text: str) -> str | None:
    """Up to 99: "三", "十二", "二十一"."""
    if not text or any(letter not in tables.KANJI for letter in text):
        return None
    tens, ten, units = text.rpartition("十")
    if not ten:
        return str(tables.KANJI.index(text)) if len(text) == 1 else None
    if max(len(tens), len(units)) > 1:
        return None
    return str(10 * (tables.KANJI.index(tens) if tens else 1) + (tables.KANJI.index(units) if units else 0))


def lone(text: str) -> str | None:
    """The number that a piece of a title consists of: "2", "III", "the third"."""
    if found := re.fullmatch(r"\s*#?(\d{1,3}(?:[.,]\d{1,2})?)\s*", text):
        return canonical(found[1])
    found_words = [word for word in words(text) if word not in _ARTICLES]
    alone = len(found_words) == 1 and not found_words[0].isdecimal()
    return value(found_words[0]) if alone else None
