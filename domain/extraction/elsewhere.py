"""Text about other recordings, editions and books: below "Also available", and in sentences that begin so."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from domain.extraction.languages import ELSEWHERE, WORDS
from domain.late_pattern import late


def _by_first_word() -> Mapping[str, re.Pattern[str]]:
    rests: dict[str, list[str]] = {}
    for line in ELSEWHERE:
        firsts, _, rest = line.partition("=")
        for first in firsts.strip().split("|"):
            rests.setdefault(first, []).append(rest.strip())
    return {first: late("|".join(found)) for first, found in rests.items()}


_PHRASES: Final = _by_first_word()
_HERE: Final = late(rf"[\W_]*(?:{WORDS.here})")
_VAGUE: Final = late(
    r"(?:if|more|next|might|may|will|could|would|coming|compare|different|excerpt|mehr|más|plus|più|mais|meer|mer|wenn)\b"
)
"""Phrases that also occur in running text: there they count at the beginning of a sentence, and end with it."""
_SENTENCE_ENDS: Final = late(r"[.!?]\s|[|;•]")
_STRONG: Final = late(r"[|;\n•]|//")
_WORDS: Final = late(r"[^\W_]+")
_LETTERS: Final = late(r"[^\W\d_]+")

_STOPS: Final = '.!?:;|,•\n/(["”'
_NEAR: Final = 40
_LONGEST_HEADING: Final = 70
_MOST_HEADING_WORDS: Final = 9
_MOST_WORDS_BEFORE: Final = 5
"""What may precede a phrase in a heading: "Listeners also enjoyed"."""


class Elsewhere(NamedTuple):
    """Words about other things, and the heading or phrase that introduces them."""

    phrase: str
    words: str


class _Phrase(NamedTuple):
    """The start of a heading or sentence about other things, and the end of its known words."""

    start: int
    end: int


class OwnWords(NamedTuple):
    """The rest of a text, about this recording, and what was removed."""

    own: str
    elsewhere: tuple[Elsewhere, ...]


def of_description(words: str) -> OwnWords:
    """A description without the lines below headings about other things.

    Such a section ends at a heading about this recording; a section with a value on the heading's
    own line ends with its paragraph.
    """
    if not _phrases(words.lower()):
        return OwnWords(words, ())
    reader = _Lines()
    for line in words.split("\n"):
        reader.take(line)
    return OwnWords(
        "\n".join(reader.own), tuple(Elsewhere(head, "\n".join(lines)) for head, lines in reader.found)
    )


def of_tags(words: str) -> OwnWords:
    """Tags without those about other things; after a colon these reach to the next "|", ";" or line."""
    lowered = words.lower()
    own: list[str] = []
    found: list[Elsewhere] = []
    done = 0
    for phrase in _phrases(lowered):
        if phrase.start < done:
            continue
        start = max(
            done, lowered.rfind(",", 0, phrase.start) + 1, _last(_STRONG, lowered, done, phrase.start)
        )
        end = _end_of_tag(lowered, phrase)
        own.append(words[done:start])
        found.append(Elsewhere(words[slice(*phrase)], words[start:end]))
        done = end
    return OwnWords("".join([*own, words[done:]]), tuple(found))


def _end_of_tag(lowered: str, phrase: _Phrase) -> int:
    strong = _STRONG.search(lowered, phrase.end)
    end = strong.start() if strong else len(lowered)
    comma = lowered.find(",", phrase.end, end)
    colon = lowered.rfind(":", phrase.start, comma if comma >= 0 else end)
    return comma if comma >= 0 > colon else end


def _phrases(lowered: str) -> list[_Phrase]:
    """The phrases in a text, in order."""
    found: list[_Phrase] = []
    for first in _PHRASES.keys() & _LETTERS.findall(lowered):
        place = lowered.find(first)
        while place >= 0:
            end = place + len(first)
            more = _PHRASES[first].match(lowered, end)
            if more and not lowered[place - 1 : place].isalpha() and not lowered[end : end + 1].isalpha():
                found.append(_Phrase(place, more.end()))
            place = lowered.find(first, end)
    return [phrase for phrase in sorted(found) if _counts(lowered, phrase)]


def _counts(lowered: str, phrase: _Phrase) -> bool:
    """Whether a phrase that also occurs in running text is at the beginning of a heading or sentence."""
    if not _VAGUE.match(lowered, phrase.start):
        return True
    before = lowered[max(0, phrase.start - _NEAR) : phrase.start].rstrip(" *_=-–—#>")
    return not before or before[-1] in _STOPS


class _Lines:
    """Reads a description line by line."""

    def __init__(self) -> None:
        self.own: list[str] = []
        self.found: list[tuple[str, list[str]]] = []
        self._inside = False
        self._ends_with_paragraph = False

    def take(self, line: str) -> None:
        if self._inside and (_is_about_this(line) or (self._ends_with_paragraph and not line.strip())):
            self._inside = False
        if self._inside:
            self.own.append("")
            self.found[-1][1].append(line)
            return
        if phrases := _phrases(line.lower()):
            self._begin(line, phrases[0])
        else:
            self.own.append(line)

    def _begin(self, line: str, phrase: _Phrase) -> None:
        lowered = line.lower()
        start = _last(_SENTENCE_ENDS, lowered, 0, phrase.start)
        heads = len(_WORDS.findall(lowered, 0, phrase.start)) <= _MOST_WORDS_BEFORE
        sentence = _SENTENCE_ENDS.search(lowered, phrase.end)
        colon = lowered.find(":", phrase.start, sentence.start() if sentence else len(line))
        value = line[colon + 1 :] if colon >= 0 else ""
        short = len(line) <= _LONGEST_HEADING and len(_WORDS.findall(line)) <= _MOST_HEADING_WORDS
        titled = heads and short and line.rstrip()[-1:] not in ".!" and not line.lstrip()[:1].islower()
        self._inside = titled or colon >= 0
        self._ends_with_paragraph = colon >= 0 and bool(_WORDS.search(value))
        stop = len(line)
        if not self._inside and sentence and _VAGUE.match(lowered, phrase.start):
            stop = sentence.end()
        self.own.append(line[:start] + line[stop:])
        self.found.append((line[slice(*phrase)], [line[start:stop]]))


def _is_about_this(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and _HERE.match(line.lower()) is not None


def _last(ends: re.Pattern[str], lowered: str, least: int, before: int) -> int:
    """The start of the part that contains a position: after the last end before it."""
    return max((match.end() for match in ends.finditer(lowered, least, before)), default=least)
