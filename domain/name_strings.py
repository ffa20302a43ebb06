"""How Audiobookshelf reads several names out of one text: a tag, or the name of a folder.

Facts: facts/audiobookshelf_2.md 5.4, and Audiobookshelf 2.36.0's own rules (server/utils/parsers), of which those are
here that change a name: a title, a suffix and a bracket are lost, and a name in one case gets another one.
"""

import re
from itertools import pairwise
from typing import Final

_LISTS: Final = ("&", " and ", ";")
_HAN_OR_KANA: Final = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff\u31f0-\u31ff]")
_NICKNAME: Final = re.compile(
    r"(?<=\s)(?:[‘’'][^‘’']+[‘’']|[“”\"][^“”\"]+[“”\"]|\[[^\]]+\]|\([^)]+\)),?(?=\s)"
)


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SUFFIXES: Final = _of("esq esquire jr jnr sr snr 2 ii iii iv md phd j.d. ll.m. m.d. d.o. d.c. p.c. ph.d.")
_TITLES: Final = _of(
    "dr miss mr mrs ms prof sir frau herr hr monsieur captain doctor judge officer professor ind misc mx"
)
_PARTICLES: Final = _of(
    "ab bar bin da dal de del della der di du ibn l' la le san st st. ste ter van vel ver vere von"
)
_CONJUNCTIONS: Final = _of("& and et e of the und y")
_SPELT: Final = {
    word.lower(): word
    for word in _of(
        "e y av af da dal de del der di la le van den vel von II III IV J.D. LL.M. M.D. D.O. D.C. Ph.D."
    )
}


def split_names(text: str) -> tuple[str, ...]:
    """The names in a text such as ``Ray Porter & Smith, Jo``, in order, none twice.

    ``&``, else ``and``, else ``;`` divide, and commas always do. When the part before the first comma is a last
    name, the list is taken as pairs of last and first name, and an odd part at the end is lost.
    """
    divider = next((one for one in _LISTS if one in text), None)
    chunks = text.split(divider) if divider else [text]
    parts = [part.strip() for chunk in chunks for part in chunk.split(",")]
    if _HAN_OR_KANA.search(parts[0]):
        names = parts
    elif "," in text and len(parts) > 1 and _is_last_name(parts[0]):
        names = [f"{first} {last}" for last, first in zip(parts[::2], parts[1::2], strict=False)]
    else:
        names = [_in_its_case(_without_titles(part)) for part in parts]
    return tuple(dict.fromkeys(spaced for name in names if (spaced := " ".join(name.split()))))


def _is_last_name(part: str) -> bool:
    """Whether the part is one word, or one name with what belongs to it: "von Mises"."""
    if " " not in part:
        return True
    words = _without_titles(part).split()
    belongs = [
        before.lower() in _PARTICLES or bool({before.lower(), after.lower()} & _CONJUNCTIONS)
        for before, after in pairwise(words)
    ]
    return all(belongs)


def _without_titles(name: str) -> str:
    first, *rest = _NICKNAME.sub("", f" {name} ").split() or [""]
    words = [first, *(word for word in rest if not _is_one_of(word, _SUFFIXES))]
    return " ".join(word for word in words if not _is_one_of(word, _TITLES))


def _is_one_of(word: str, known: frozenset[str]) -> bool:
    bare = word.lower().removesuffix(".")
    return bare in known or f"{bare}." in known


def _in_its_case(name: str) -> str:
    """A name that is in one case gets capitals at the beginnings of its words."""
    if name not in {name.upper(), name.lower()}:
        return name
    return " ".join(_SPELT.get(word.lower()) or word[:1].upper() + word[1:].lower() for word in name.split())
