"""Folders and files that are pieces of one book, and the order in which they are played."""

import re
from dataclasses import dataclass
from typing import Final

from domain.matching import numerals
from domain.matching.text import plain, words
from domain.matching.vocabulary.volume_words import CJK_PARTS

# A number after these counts what one book is cut into. "Book 1" and "Volume 1" are not here: those are books.
_MARKER: Final = (
    r"(?:cds?|dis[ck]s?|dvds?|disques?|discos?|dyski?|диск|cassettes?|kassetten?|кассета|tapes?|mc|lp|sides?|seiten?"
    r"|faces?|сторона|parts?|pts?|partes?|parties?|teile?|tl|deel|delen|del|osa|czesc|часть|ч)"
)
_GAP: Final = r"[\s._#№:()\[\]–—-]"
_HOW_MANY: Final = r"(?:[\s._-]*(?:of|von|de|из|/)[\s._-]*\d{1,3})?"
_END: Final = r"(?![^\W_])"
_NO_BOOK: Final = "".join(
    rf"(?<!\b{word}[ .])" for word in ("book", "vol", "volume", "band", "buch", "tome", "libro")
)
_MARKED: Final = re.compile(
    rf"(?<![^\W_])(?:{_MARKER}(?:{_GAP}*(?P<number>\d{{1,4}})(?P<half>[a-h])?|{_GAP}+(?P<word>[^\W\d_]+))"
    rf"|d(?P<digits>\d{{1,3}})|{_NO_BOOK}(?P<count>\d{{1,3}}) ?(?:of|von|/) ?\d{{1,3}}){_END}"
)
_COUNTED: Final = re.compile(rf"(?P<number>\d{{1,3}})\.? ?{_MARKER}{_END}.*")
_BARE: Final = re.compile(rf"{_GAP}*(?P<number>\d{{1,4}}){_HOW_MANY}{_GAP}*")
_KANJI: Final = re.compile(r"(?:第 ?)?(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3}) ?[部巻卷冊册集]")
_KANJI_PART: Final = re.compile(r"(?P<part>[上中下前後后])[巻卷編篇冊册]?")

_TRANSPARENT: Final = re.compile(
    r"(?:audio|audio ?books?|hoerb(?:u|ue)ch|horbuch|listenbook|files?|unabridged|tracks?|chapters?|kapitel)"
    r"|(?:mp3|m4b|m4a|flac|opus|ogg|aac)(?: files?)?"
)
_FORMAT: Final = re.compile(r"mp3|m4b|m4a|flac|opus|ogg|aac|\d{2,3} ?k(?:bps|bs|bit)?|kbps|vbr|cbr")
_EXTRAS: Final = re.compile(
    r"(?:(?:bonus|extra|special|additional)s?(?: (?:materials?|tracks?|features?|content|chapters?|audio|discs?|cd))?"
    r"|zusatzmaterial|supplements?|appendi(?:x|ces))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a name says of its place in a book: the title before it, often empty, and the place itself."""

    title: str
    place: float


def piece_of(name: str) -> Piece | None:
    """The place that a folder's name gives it in the book around it; None where it names no place.

    "CD-1", "Disc_01", "Chains, Part Two", "Teil 3", "Side A", "01", "2 of 4", "下巻".
    """
    bare = name.strip()
    folded = plain(bare)
    if found := _KANJI_PART.fullmatch(folded):
        return Piece("", float(CJK_PARTS[found["part"]]))
    if found := _BARE.fullmatch(folded) or _COUNTED.fullmatch(folded) or _KANJI.fullmatch(folded):
        return Piece("", float(numerals.value(found["number"]) or 0))
    for found in _MARKED.finditer(folded):
        number = _number(found["number"] or found["digits"] or found["count"] or found["word"])
        if number is not None:
            half = (ord(found["half"]) - ord("a") + 1) / 10 if found["half"] else 0.0  # "Tape 3B"
            before = (bare if len(bare) == len(folded) else folded)[: found.start()]
            return Piece(before.strip(" -–—_,.:([#"), number + half)
    return None


def _number(text: str) -> float | None:
    """The number that a word is; a lone letter counts from A, as in "Side B"."""
    read = numerals.value(text)
    if read is None and len(text) == 1 and "a" <= text <= "z":
        return float(ord(text) - ord("a") + 1)
    return None if read is None else float(read)


def is_transparent(name: str) -> bool:
    """Whether a folder says nothing of which book it holds, as "MP3" and "Audiobook" do."""
    return _TRANSPARENT.fullmatch(" ".join(words(name))) is not None


def is_extras(name: str) -> bool:
    """Whether a folder holds what comes with a book and is played after it."""
    return _EXTRAS.fullmatch(" ".join(words(name))) is not None


def title_words(name: str) -> tuple[str, ...]:
    """The words of a folder's name without those of a format: equal for "Chains - MP3" and "Chains [M4B]"."""
    found = words(name)
    return tuple(word for word in found if not _FORMAT.fullmatch(word)) or found
