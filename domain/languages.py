"""Languages by the names and codes that sites, libraries and people use."""

from collections.abc import Iterable
from typing import Final

from domain.errors import BadInputError
from domain.matching.text import words

_CODE: Final = 3
"""The length of the longest code."""
# Two letters, then what else the site, a library or a user may write: ISO 639-2 in both kinds, and the name.
_ROWS: Final = (
    "en eng english", "de ger deu german deutsch", "fr fre fra french français", "es spa spanish castilian español",
    "it ita italian italiano", "pt por portuguese português brazilian", "nl dut nld dutch", "sv swe swedish", "da dan danish",
    "no nor nob norwegian", "fi fin finnish", "is ice isl icelandic", "pl pol polish polski", "cs cze ces czech",
    "hu hun hungarian", "ro rum ron rom romanian", "ru rus russian русский", "uk ukr ukrainian", "el gre ell greek",
    "tr tur turkish", "ar ara arabic", "he heb hebrew", "hi hin hindi", "zh chi zho chinese mandarin",
    "ja jpn japanese 日本語", "ko kor korean", "la lat latin", "ca cat catalan", "hr hrv croatian",
    "sq alb sqi albanian", "af afr afrikaans", "bg bul bulgarian", "sr srp serbian", "sl slv slovenian", "sk slk slovak",
    "et est estonian", "lv lav latvian", "lt lit lithuanian", "ga gle irish", "cy wel cym welsh", "eu baq eus basque",
    "gl glg galician", "fa per fas persian farsi", "ur urd urdu", "bn ben bengali", "ta tam tamil", "te tel telugu",
    "th tha thai", "vi vie vietnamese", "id ind indonesian", "ms may msa malay", "eo epo esperanto", "sa san sanskrit",
)  # fmt: skip
_LANGUAGES: Final = {spelling: row[:2] for row in _ROWS for spelling in words(row)}
_NAMES: Final = {row[:2]: next(word for word in row.split() if len(word) > _CODE).title() for row in _ROWS}


def language_code(name: str | None) -> str | None:
    """The two letters of a language: of "English (UK)", "eng" or "en-US"; None if unknown."""
    return _LANGUAGES.get(next(iter(words(name or "")), ""))


def language_name(name: str) -> str:
    """The English name of a language written in any way; as it is written where it is not known."""
    return _NAMES.get(language_code(name) or "", name)


def languages(names: Iterable[str]) -> tuple[str, ...]:
    """The user's languages, as written, the best first.

    Raises:
        BadInputError: One of them is unknown, or there is none.
    """
    given = tuple(name.strip() for name in names if name.strip())
    if unknown := [name for name in given if language_code(name) is None]:
        problem = f"there is no language “{unknown[0]}”; write names or codes like English, de or fre"
        raise BadInputError("LANGUAGES", problem)
    if not given:
        raise BadInputError("LANGUAGES", "name at least one language, like English")
    return given
