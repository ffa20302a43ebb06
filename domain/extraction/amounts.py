"""Numbers as people write them before a unit of time: "10 1/2", "10½", "1,5", "twenty one and a half"."""

import re
from itertools import product
from typing import Final

from domain.extraction.languages import WORDS

_VULGAR: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_HALF: Final = rf"(?:\s+(?:{WORDS.half}))"

DIGITS: Final = rf"(?:[0-9]{{1,4}}(?:[.,][0-9]{{1,2}}|[ -]?[½¼¾⅓⅔]|[ -][1-3]/[2-8]|{_HALF})?(?![0-9/])|[1-3]/[2-8](?![0-9/])|[½¼¾⅓⅔])"
"""An amount in digits."""

_ONES: Final = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905 - twenty lines less
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - eight lines less
_EINS: Final = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()  # noqa: SIM905 - twenty lines less
_ZEHN: Final = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905 - eight lines less
_TEN: Final = 10
_FIRST_TEN: Final = 20

_VALUES: Final[dict[str, float]] = {
    **{word: float(value) for value, word in enumerate(_ONES) if value},
    **{word: float(value) for value, word in enumerate(_EINS) if value},
    **{
        word: float(_FIRST_TEN + _TEN * place)
        for tens in (_TENS, _ZEHN)
        for place, word in enumerate(tens)
    },
    **{
        f"{one}und{ten}": float(value + _FIRST_TEN + _TEN * place)
        for (value, one), (place, ten) in product(list(enumerate(_EINS))[1:10], enumerate(_ZEHN))
    },
    "a": 1.0, "an": 1.0, "eine": 1.0, "einer": 1.0, "anderthalb": 1.5, "anderthalbe": 1.5,
}  # fmt: skip
_PARTS: Final = {
    "half": 0.5, "half a": 0.5, "half an": 0.5, "a half": 0.5, "one half": 0.5, "eine halbe": 0.5, "einer halben": 0.5,
    "quarter of an": 0.25, "a quarter of an": 0.25, "quarter": 0.25, "one quarter": 0.25, "a quarter": 0.25,
    "three quarters of an": 0.75, "three quarter": 0.75, "three quarters": 0.75, "eine viertel": 0.25, "viertel": 0.25,
    "eine dreiviertel": 0.75, "dreiviertel": 0.75,
}  # fmt: skip

_ENGLISH: Final = "|".join(sorted((*_ONES[1:], *_TENS, "an", "a"), key=len, reverse=True))
_GERMAN: Final = "|".join(
    sorted((word for word in _VALUES if word not in {*_ONES, *_TENS, "a", "an"}), key=len, reverse=True)
)
_FRACTION: Final = r"and\s+(?:(?:(?:a|one)\s+)?(?:half|quarter)|three[\s-]quarters?)"
_OF_ONE: Final = "|".join(sorted((part.replace(" ", r"[\s-]") for part in _PARTS), key=len, reverse=True))

SPELT: Final = (
    rf"(?:(?:{_OF_ONE})(?![^\W\d_])"
    rf"|(?:(?:one|two|three|four|five|six|seven|eight|nine|a)[\s-]hundred(?:\s+and)?(?:[\s-](?:{_ENGLISH}))?(?:[\s-](?:{_ENGLISH}))?"
    rf"|(?:{_ENGLISH})(?:[\s-](?:{_ENGLISH}))?)(?:\s+{_FRACTION})?(?![^\W\d_])"
    rf"|(?:{_GERMAN})(?:einhalb|dreiviertel|(?:\s+und\s+eine\s+halbe))?(?![^\W\d_]))"
)
"""An amount in words of English or German."""

_ANY_WORD: Final = (
    "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante"
    "|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|media|uno|due|tre|quattro|cinque|sei|sette|otto"
    "|nove|dieci|undici|dodici|venti|trenta|mezz[ao]|uma?|dois|duas|três|meia|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|anderhalf|half"
    "|jedn[aą]|dwie|trzy|cztery|pięć|sześć|siedem|osiem|dziewięć|dziesięć|dwadzieścia|pół|półtorej|один|одна|два|две|три|четыре|пять|шесть|семь"
    "|восемь|девять|десять|двадцать|тридцать|полтора|пол|[一二三四五六七八九十百]+|demie?|quarter|half|hundred|thousand|halbe"
)
ANY_WORD: Final = rf"(?:{_ANY_WORD}|{_ENGLISH}|{_GERMAN})"
"""Number words in any language: a number in digits behind one is not the whole number."""

_DIGIT: Final = re.compile(
    r"([0-9]{1,4}(?:[.,][0-9]{1,2})?(?!/))?[ -]?(?:([½¼¾⅓⅔])|([1-3])/([2-8]))?(.*)", re.DOTALL
)
_CLOCK_LIKE: Final = re.compile(r"[.,][0-5][0-9]\Z")
_WORD: Final = re.compile(r"[^\W\d_]+")


def amount(written: str) -> float | None:
    """The value of what `DIGITS` or `SPELT` matches; None for nonsense, like "three hundred one two"."""
    return _digits(written) if written[0].isdigit() or written[0] in _VULGAR else _words(written)


def _digits(written: str) -> float | None:
    match = _DIGIT.match(written)
    if match is None:
        return None
    whole, vulgar, over, under, half = match.groups()
    if over and int(over) >= int(under):
        return None
    value = float((whole or "0").replace(",", "."))
    if whole and _CLOCK_LIKE.search(whole):  # "12.30 hours" may be half past twelve
        return None
    return (
        value
        + _VULGAR.get(vulgar, 0)
        + (int(over) / int(under) if over else 0)
        + (0.5 if half.strip() else 0)
    )


def _words(written: str) -> float | None:
    plain = " ".join(written.replace("-", " ").split())
    if plain in _PARTS:
        return _PARTS[plain]
    for end, more in (("einhalb", 0.5), ("dreiviertel", 0.75), (" und eine halbe", 0.5)):
        if plain.endswith(end) and plain.removesuffix(end) in _VALUES:
            return _VALUES[plain.removesuffix(end)] + more
    number, _, part = plain.partition(" and ") if " hundred" not in plain else (plain, "", "")
    if part and part not in _PARTS:
        return None
    value = _whole(_WORD.findall(number))
    return None if value is None else value + (_PARTS[part] if part else 0)


def _whole(found: list[str]) -> float | None:
    """The value of number words in a row: hundreds, tens, ones."""
    value = 0.0
    if "hundred" in found:
        place = found.index("hundred")
        value = 100 * _VALUES[found[place - 1]]
        found = [word for word in found[place + 1 :] if word != "and"]
    if not found:
        return value
    first, *rest = [_VALUES.get(word) for word in found]
    if first is None or None in rest:
        return None
    if not rest:
        return value + first
    tens_and_ones = first >= _FIRST_TEN and first % _TEN == 0 and len(rest) == 1 and (rest[0] or _TEN) < _TEN
    return value + first + (rest[0] or 0) if tens_and_ones else None
