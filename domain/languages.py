"""Languages by the names and codes that sites, libraries and people write."""

from typing import Final

from domain.matching.text import words

# Two letters, then what else the site, a library or a user may write: ISO 639-2 in both kinds, and the name.
_LANGUAGES: Final = {
    spelling: language[:2]
    for language in (
        "en eng english", "de ger deu german deutsch", "fr fre fra french", "es spa spanish castilian",
        "it ita italian", "pt por portuguese", "nl dut nld dutch", "sv swe swedish", "da dan danish",
        "no nor nob norwegian", "fi fin finnish", "is ice isl icelandic", "pl pol polish", "cs cze ces czech",
        "hu hun hungarian", "ro rum ron rom romanian", "ru rus russian", "uk ukr ukrainian", "el gre ell greek",
        "tr tur turkish", "ar ara arabic", "he heb hebrew", "hi hin hindi", "zh chi zho chinese mandarin",
        "ja jpn japanese", "ko kor korean", "la lat latin", "ca cat catalan", "hr hrv croatian",
    )
    for spelling in language.split()
}  # fmt: skip


def language_code(name: str | None) -> str | None:
    """The two letters of a language: of "English (UK)", "eng" or "en-US"; None for one that is not known."""
    return _LANGUAGES.get(next(iter(words(name or "")), ""))
