"""Fields with a yes or no: "Abridged............: No"."""

import re
from enum import Enum
from typing import Final, NamedTuple

from domain.extraction.languages import NO_LETTER, WORDS
from domain.late_pattern import late

_REACH: Final = 160
"""How many characters behind a word may contain its field's separator and value."""

_MORE: Final = r"(?: +(?![-\d])[\w/'’-]{1,20}){0,3}?"
"""The rest of a field's name: "Abridged version", "Abrégé ou non"."""
_BRACKET: Final = r"(?: ?\([^()\n]{0,30}\))?"
_EXPLICIT: Final = (
    r"[)\]*_\"” ]{0,4}(?:[ .…·_*~-]{0,12}[:=?]+[ *_>]*|[-=]*>|→|\.{2,6}|…+|_{2,6}|-{2,6}|\t)[ *_:.…]{0,8}"
)
"""What turns the words before it into a field's name, whatever follows."""
_LOOSE: Final = r"[)\]]? ?[-–—(\[/|,] ?| ?\n|[)\]]? "
"""What does so only if an answer follows, and nothing else."""

_ANSWER: Final = rf"(?:(?P<yes>{WORDS.yes})|(?P<no>{WORDS.no})|(?P<unsaid>{WORDS.unsaid}|[-–—.…*_]+))"
_END: Final = r"(?=[.!]? *(?:\Z|[\n|;,)\]}(]|[.!] | [-–—] ))"
_AFTER: Final = late(rf"{_MORE}{_BRACKET}(?P<explicit>{_EXPLICIT})")
_VALUE: Final = late(rf" *[\[(\"“']? ?{_ANSWER}{NO_LETTER}{_END}")
_NEXT_LINE: Final = late(rf" *\n+ *{_ANSWER}{NO_LETTER}(?=[.!]? *(?:\Z|[\n|]))")
_BARE: Final = late(rf"(?P<gap>{_LOOSE})[\[(]?{_ANSWER}{NO_LETTER}(?=[\])]{{0,2}}[.!]? *(?:\Z|[\n|;,]))")
_DOUBT: Final = late(
    rf"[^\n|;,.]{{0,40}}(?:\?|\b(?:part|some|except|unless|mostly|teil|außer|sauf|excepto|кроме))"
    rf"|[)\]]? *(?:/|,|\n|\bor\b|\boder\b|\bou\b|\bo\b|\band\b|\bund\b) *(?:{WORDS.yes}|{WORDS.no}){NO_LETTER}{_END}"
)


class Said(Enum):
    """A field's value."""

    YES = "yes"
    NO = "no"
    NOTHING = "nothing"


class Answer(NamedTuple):
    """The value of the field whose name contains a word, and where that value ends."""

    said: Said
    end: int


def answer(lowered: str, end: int, *, listed: bool) -> Answer | None:
    """The answer of the field whose name contains the word; None when it is in no field's name.

    Args:
        lowered: A text in lower case.
        end: Where the word ends.
        listed: Whether the text is a list of tags: there "|" separates tags, and not the cells of a table.
    """
    stop = min(len(lowered), end + _REACH)
    if name := _AFTER.match(lowered, end, stop):
        value = _VALUE.match(lowered, name.end(), stop)
        if value is None and not _on_this_line(lowered, name.end()):
            value = _NEXT_LINE.match(lowered, name.end(), stop)
        return _said(value, lowered) if value else Answer(Said.NOTHING, name.end())
    bare = _BARE.match(lowered, end, stop)
    if bare is None:
        return None
    if "," in bare["gap"] or (listed and "|" in bare["gap"]):  # it may be a tag of its own
        return Answer(Said.NOTHING, bare.end())
    return _said(bare, lowered)


def _on_this_line(lowered: str, start: int) -> bool:
    return bool(lowered[start : start + _REACH].partition("\n")[0].strip())


def _said(value: re.Match[str], lowered: str) -> Answer:
    if value["unsaid"] or _DOUBT.match(lowered, value.end()):
        return Answer(Said.NOTHING, value.end())
    return Answer(Said.YES if value["yes"] else Said.NO, value.end())
