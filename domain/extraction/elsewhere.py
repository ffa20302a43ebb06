"""What a text says of other recordings, editions and books: below "Also available", and in sentences that begin so."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from domain.extraction.languages import ELSEWHERE, WORDS


def _by_first_word() -> Mapping[str, re.Pattern[str]]:
    rests: dict[str, list[str]] = {}
    for line in ELSEWHERE:
        firsts, _, rest = line.partition("=")
        for first in firsts.strip().split("|"):
            rests.setdefault(first, []).append(rest.strip())
    return {first: re.compile("|".join(found)) for first, found in rests.items()}


_PHRASES: Final = _by_first_word()
_HERE: Final = re.compile(rf"[\W_]*(?:{WORDS.here})")
_VAGUE: Final = re.compile(
    r"if\b|fans|you\b|those|more|mehr|más|plus|più|coming|first|last|following|people|others?\b|readers?|members?|users?|mer\b"
)
"""Phrases that running text has, too: there they end with their sentence."""
_SENTENCE_ENDS: Final = re.compile(r"[.!?]\s|[|;•]")
_STRONG: Final = re.compile(r"[|;\n•]|//")
_WORDS: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_DECORATION: Final = re.compile(r"[\W_]*\Z")

_LONGEST_HEADING: Final = 70
_MOST_HEADING_WORDS: Final = 9


class Elsewhere(NamedTuple):
    """Words about other things, and the heading or phrase that says so."""

    phrase: str
    words: str


class _Phrase(NamedTuple):
    """Where a heading or sentence about other things begins, and where its known words end."""

    start: int
    end: int


class OwnWords(NamedTuple):
    """What is left of a text for this recording, and what was taken out."""

    own: str
    elsewhere: tuple[Elsewhere, ...]


def of_description(words: str) -> OwnWords:
    """A description without the lines below headings about other things.

    Such a section ends where a heading says that it is about this recording again; one whose heading has a
    value on its own line ends with its paragraph.
    """
    if next(_phrases(words.lower()), None) is None:
        return OwnWords(words, ())
    reader = _Lines()
    for line in words.split("\n"):
        reader.take(line)
    return OwnWords(
        "\n".join(reader.own), tuple(Elsewhere(head, "\n".join(lines)) for head, lines in reader.found)
    )


def of_tags(words: str) -> OwnWords:
    """Tags without those about other things; behind a colon they reach to the next "|", ";" or line."""
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


def _phrases(lowered: str) -> Iterator[_Phrase]:
    for word in _LETTERS.finditer(lowered):
        rest = _PHRASES.get(word[0])
        if rest is not None and (more := rest.match(lowered, word.end())):
            yield _Phrase(word.start(), more.end())


class _Lines:
    """Takes a description line by line."""

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
        phrase = next(_phrases(line.lower()), None)
        if phrase is None:
            self.own.append(line)
        else:
            self._begin(line, phrase)

    def _begin(self, line: str, phrase: _Phrase) -> None:
        lowered = line.lower()
        start = _last(_SENTENCE_ENDS, lowered, 0, phrase.start)
        heads = not _WORDS.search(lowered, 0, phrase.start)
        colon = lowered.find(":", phrase.start)
        value = line[colon + 1 :] if colon >= 0 else ""
        short = len(line) <= _LONGEST_HEADING and len(_WORDS.findall(line)) <= _MOST_HEADING_WORDS
        titled = heads and short and line.rstrip()[-1:] not in ".!" and not line[phrase.start].islower()
        self._inside = titled or colon >= 0
        self._ends_with_paragraph = colon >= 0 and bool(_WORDS.search(value))
        stop = len(line)
        vague = _VAGUE.match(lowered, phrase.start)
        if not self._inside and vague and (end := _SENTENCE_ENDS.search(lowered, phrase.end)):
            stop = end.end()
        self.own.append(line[:start] + line[stop:])
        self.found.append((line[slice(*phrase)], [line[start:stop]]))


def _is_about_this(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and _HERE.match(line.lower()) is not None


def _last(ends: re.Pattern[str], lowered: str, least: int, before: int) -> int:
    """Where the part begins that holds a place: behind the last end before it."""
    return max((match.end() for match in ends.finditer(lowered, least, before)), default=least)
