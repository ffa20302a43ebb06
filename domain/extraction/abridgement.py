"""Whether a recording is abridged, from free text (the snippets: facts/mam.md 3.4)."""

import re
from collections.abc import Iterator
from typing import Final

from domain.extraction.abridgement_contexts import (
    ABRIDGED,
    ABRIDGED_ELSEWHERE,
    CONTEXTS,
    UNABRIDGED,
    UNABRIDGED_ELSEWHERE,
)
from domain.extraction.answers import Said, answer
from domain.extraction.contexts import Contexts
from domain.extraction.findings import Finding, Trust, contains, few
from domain.extraction.languages import ALL, ENGLISH, GERMAN, WORDS
from domain.extraction.text import Text
from domain.late_pattern import late

_HINTS: Final = (
    "abr", "unab", "unb", "kürzt", "kuerzt", "intég", "integr", "íntegr", "resum", "abbrev", "ridott",
    "kort", "skrócon", "сокращ", "condens", "courte", "版", "短縮", "省略", "カット",
)  # fmt: skip
"""One of these is in every word for abridgement, near its beginning and end."""
_HINT: Final = late("|".join(_HINTS))
_BEFORE_HINT: Final = 20
_BEHIND_HINT: Final = 20

_LOCAL: Final = [words for words in ALL if words not in {ENGLISH, GERMAN}]
_START: Final = r"(?<![^\W\d_])"
_WORD: Final = late(
    rf"(?P<un>{ENGLISH.unabridged}|{_START}(?:{GERMAN.unabridged}))|{ENGLISH.abridged}|{_START}(?:{GERMAN.abridged})"
    rf"|{_START}(?:(?P<elsewhere>{'|'.join(filter(None, (words.abridged for words in _LOCAL)))})"
    rf"|(?P<unelsewhere>{'|'.join(filter(None, (words.unabridged for words in _LOCAL)))}))"
)
_FORMS: Final = {
    None: ABRIDGED, "un": UNABRIDGED, "elsewhere": ABRIDGED_ELSEWHERE, "unelsewhere": UNABRIDGED_ELSEWHERE,
}  # fmt: skip
_CUTS: Final = late(r"[\n|;,•·()\[\]{}]|//|[.!?] ")
_OWN_FIELD: Final = late(rf"{_START}(?:{WORDS.versions}|{WORDS.lengths})\Z")
_SENTENCE: Final = late(r"\bthis(?: is)?(?: an?| the)? \Z")
_NEAR: Final = 100
_MOST: Final = 200
_NAME: Final = "the name of a field, and no value"
_ANSWERED: Final = "abridged label, answered"
_OTHER_FIELD: Final = "the value of another field"

_CONTEXTS: Final = Contexts(CONTEXTS)


def speaks_of_abridgement(words: str) -> bool:
    """Whether these words may be about abridgement."""
    return contains(words.lower(), _HINTS) or not words.isascii()


def abridgements(text: Text) -> list[Finding[bool]]:
    """What *text* says about abridgement: True for abridged, False for unabridged.

    A word in a field's name takes the field's value, and is ignored where that is neither yes nor no.
    """
    return [found for match in few(_words(text.lowered), _MOST) if (found := _read(text, match)) is not None]


def _words(lowered: str) -> Iterator[re.Match[str]]:
    """The words about abridgement; searched only near hints, because most texts have none."""
    done = 0
    for hint in _HINT.finditer(lowered):
        least = max(done, hint.start() - _BEFORE_HINT)
        match = _WORD.search(lowered, least, hint.end() + _BEHIND_HINT) if hint.start() >= done else None
        if match is not None:
            done = match.end()
            yield match


def _read(text: Text, match: re.Match[str]) -> Finding[bool] | None:
    lowered = text.lowered
    start, end = match.span()
    form = _FORMS[match.lastgroup]
    if form == UNABRIDGED and lowered[start - 1 : start].isalpha() and not match[0].startswith("unab"):
        return None  # the end of another word: "fun abridged"
    means = form in {ABRIDGED, ABRIDGED_ELSEWHERE}
    if answered := answer(lowered, end, listed=text.source == "tags"):
        words = text.snippet(start, answered.end)
        if answered.said is Said.NOTHING:
            return Finding(means, Trust.REFUSED, _NAME, text.source, words)
        return Finding(means == (answered.said is Said.YES), Trust.PROVEN, _ANSWERED, text.source, words)
    if text.source != "title" and _in_another_field(lowered, start):
        return Finding(means, Trust.REFUSED, _OTHER_FIELD, text.source, text.snippet(start - 20, end))
    place = _CONTEXTS.place(text, form, start=start, end=end)
    if place is None:
        return Finding(means, Trust.REFUSED, "running text", text.source, text.snippet(start - 20, end + 20))
    words = text.snippet(start - place.label, end + place.more)
    return Finding(
        means != place.context.inverts, place.context.trust, place.context.name, text.source, words
    )


def _in_another_field(lowered: str, start: int) -> bool:
    """Whether a word is in the value of a field about something else: "Notes: see the abridged"."""
    before = _CUTS.split(lowered[max(0, start - _NEAR) : start])[-1]
    name, sign, _ = before.rpartition(":") if ":" in before else before.rpartition("=")
    name = name.rstrip(" .…·_*~-")
    is_field = bool(sign) and name[-1:].isalpha()
    return is_field and not _OWN_FIELD.search(name) and not _SENTENCE.search(before)
