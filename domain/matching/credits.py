"""The people in an entry of a list of authors or readers, without those in other roles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.matching.text import plain, words
from domain.matching.vocabulary import people as tables

Person = tuple[str, ...]
"""The parts of one name at its commas: ("tolkien", "j. r. r.")."""

_BRACKET: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_HELD: Final = re.compile("\ue000(\\d+)\ue001")
_APART: Final = re.compile(rf"\s*[;|/\n]\s*|\s+(?:{'|'.join(map(plain, tables.BETWEEN.split()))})\s+")
_LABEL: Final = re.compile(r"\s+[-–—]+\s*|\s*[-–—]+\s+|\s*:\s*")
_ABBREVIATED: Final = re.compile(r"\s*(\w{2,5})\.\s+")
_WRITTEN_BY: Final = re.compile(r"^\s*(?:written |created |story |novel )?by\s+")
_LEAD: Final = frozenset(
    {"a", "an", "the", "with", "einem", "einer", "une", "un", "una", "con", "avec", "mit", "as", "als"}
)
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_OTHER: Final = re.compile(r"(?<=.)\s*(?:監訳|翻訳|訳者|訳|译者|译|譯|朗読|監修|編集|イラスト|옮김)$")
_CJK_AUTHOR: Final = re.compile(r"(?<=.)\s+(?:著者|著|作|原作)$")
_LONG: Final = 6
"""From this length on, a word for a role is not a given name: "Ed" and "Art" are."""
_SURE: Final = 8
"""From this length on, such a word is not a surname either: "Thomas Sprecher" is one."""
_LEAST_NAMES: Final = 2
_LEAST_WORDS: Final = 2


def _folded(table: dict[str, str]) -> frozenset[str]:
    return frozenset(" ".join(words(phrase)) for row in table.values() for phrase in row.split("|"))


_AUTHORS: Final = _folded(tables.AUTHORS)
_OTHERS: Final = _folded(tables.OTHERS)
_PLACEHOLDERS: Final = _folded(tables.PLACEHOLDERS)
_IN_FRONT: Final = frozenset(words(tables.IN_FRONT))
_ALIAS: Final = _folded(tables.PSEUDONYMS)
_LONGEST_PHRASE: Final = max(len(phrase.split()) for phrase in _OTHERS | _ALIAS)
_ALIAS_INSIDE: Final = re.compile(
    r",?\s+(?:\(?(?:"
    + "|".join(
        r"[ .]*".join(map(re.escape, phrase.split()))
        for phrase in sorted(_ALIAS, key=len, reverse=True)
        if len(phrase.split()) > 1 or phrase in {"aka", "alias"}
    )
    + r"|w/a))\b[.:]?\s+"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """One person of an entry; `family` comes from an earlier or later one: "David & Leigh Eddison"."""

    person: Person
    family: str = ""


def credited(entry: str) -> list[Credit]:
    """The people that *entry* names as authors, or in the list's own role.

    Both names of a pseudonym are included. Translators, editors and authors of a foreword are not, and neither
    is a placeholder like "Unknown".
    """
    if is_placeholder(entry):
        return []
    held: list[str] = []

    def hold(note: str) -> str:
        held.append(note)
        return f" \ue000{len(held) - 1}\ue001 "

    text = _ALIAS_INSIDE.sub(" ; ", _BRACKET.sub(lambda found: hold(found[1]), plain(entry)))
    pieces: list[str] = []
    for piece in filter(str.strip, _APART.split(text)):
        if pieces and " ".join(words(piece)) in _OTHERS:  # "Ann Reed/translator"
            pieces[-1] += hold(piece)
        else:
            pieces.append(piece)
    last = _last_word(pieces[-1], held) if pieces else ""
    if last.endswith("s") and _is_other(last):
        return []  # "A and B (translators)"
    found = [person for piece in pieces for person in _people(piece, held)]
    return list(_lent([person for person in found if not is_placeholder(" ".join(person))]))


def is_placeholder(text: str) -> bool:
    """Whether the text is a placeholder: "Unknown", "N/A", "Various", or only punctuation."""
    found = " ".join(words(text))
    return not found or found in _PLACEHOLDERS


def names_a_role(piece: str) -> bool:
    """Whether a piece of a title is only a credit: "translated by Ann Reed"."""
    found = words(piece)
    size = _leading_role(found)
    return size < len(found) and " ".join(found[:size]) in _OTHERS and size >= _LEAST_WORDS


def _people(piece: str, held: list[str]) -> Iterator[Person]:
    """The people of a stretch in which commas are the only separators."""
    notes = [held[int(found[1])] for found in _HELD.finditer(piece)]
    name, role = _unlabelled(_HELD.sub(" ", piece))
    yield from ((other,) for note in notes if (other := _aliased(note)))
    parts = _named(_WRITTEN_BY.sub("", name))
    if _did_other([*notes, role]):  # "Jo Doe, Ann Reed (translator)", and "Reed, Ann (translator)"
        parts = parts[:-1] if parts and len(words(parts[-1])) >= _LEAST_NAMES else ()
    if parts:
        yield parts


def _unlabelled(piece: str) -> tuple[str, str]:
    """The name and the role of "Ann Reed - translator", "Translator: Ann Reed", "translated by Ann Reed"."""
    before, *rest = _LABEL.split(piece.strip(), maxsplit=1)
    for name, role in ((before, rest[0]), (rest[0], before)) if rest else ():
        if _roles(role):
            return name, role
    short = _ABBREVIATED.match(piece)
    if short and short[1] in _OTHERS:  # "tłum. Jan Kos"
        return piece[short.end() :], short[1]
    found = words(piece)
    if (size := _leading_role(found)) and size < len(found):
        return " ".join(found[size:]), " ".join(found[:size])
    if _CJK.search(piece):
        shown = piece.strip()
        return (shown, "訳") if _CJK_OTHER.search(shown) else (_CJK_AUTHOR.sub("", shown), "")
    sure = len(found) > _LEAST_NAMES and len(found[-1]) >= _SURE and found[-1] in _OTHERS
    return (piece, found[-1]) if sure and "," not in piece else (piece, "")


def _leading_role(found: tuple[str, ...]) -> int:
    """How many leading words are a role: "with a foreword by", "Translator"; "Ed" and "Art" are none."""
    lead = next((place for place, word in enumerate(found) if word not in _LEAD), 0)
    for start in dict.fromkeys((0, lead)):
        for size in range(min(_LONGEST_PHRASE, len(found) - start), 0, -1):
            phrase = " ".join(found[start : start + size])
            sure = size > 1 or start or len(phrase) >= _LONG or phrase in _IN_FRONT
            if phrase in _OTHERS and sure:
                return start + size
    return 0


def _roles(text: str) -> bool:
    """Whether the text is a role, or several: "author, narrator"."""
    return any(_is_other(part) or part in _AUTHORS for part in _parts(text))


def _did_other(notes: Iterable[str]) -> bool:
    parts = [part for note in notes for part in _parts(note)]
    return any(map(_is_other, parts)) and not any(part in _AUTHORS for part in parts)


def _parts(credit: str) -> list[str]:
    return [
        " ".join(words(part))
        for part in re.split(r"[,;/&+]|\band\b|\bund\b|\bet\b|\by\b", credit)
        if part.strip()
    ]


def _is_other(part: str) -> bool:
    """Whether it is a role without authorship, perhaps with more behind it: "translator of the poems"."""
    return part in _OTHERS or bool(_leading_role(tuple(part.split())))


def _aliased(note: str) -> str:
    """The other name in "pseudonym of J. K. Rowling"; empty without one."""
    found = words(note)
    for size in range(min(_LONGEST_PHRASE, len(found)), 0, -1):
        if " ".join(found[:size]) in _ALIAS:
            return " ".join(found[size:])
    return ""


def _named(name: str) -> Person:
    """The parts of the name at its commas, without people with a role before or after them."""
    kept: list[str] = []
    for part in filter(str.strip, name.split(",")):
        folded = " ".join(words(part))
        if folded in _AUTHORS:
            continue
        if folded in _OTHERS and (len(folded) >= _LONG or kept):
            several = kept and len(words(kept[-1])) >= _LEAST_NAMES
            del kept[-1 if several else -2 :]
        elif not _leading_role(words(part)):
            kept.append(part)
    return tuple(kept)


def _last_word(piece: str, held: list[str]) -> str:
    notes = _HELD.findall(piece)
    if notes:
        return " ".join(words(held[int(notes[-1])]))
    return " ".join(words(_LABEL.split(piece)[-1]))


def _lent(people: list[Person]) -> Iterator[Credit]:
    """Each person; a given name alone gets its neighbour's family name."""
    for place, person in enumerate(people):
        family = ""
        if len(person) == 1 and len(words(person[0])) == 1 and len(people) > 1:
            behind = people[place + 1] if place + 1 < len(people) else ()
            before = people[place - 1] if place else ()
            if len(behind) == 1 and len(words(behind[0])) >= _LEAST_NAMES:
                family = words(behind[0])[-1]
            elif len(before) == _LEAST_NAMES:
                family = before[0]
        yield Credit(person, family)
