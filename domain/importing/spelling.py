"""Titles and names spelled so that Audiobookshelf reads them in a folder's name as they are meant."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.folder_names import places_read_otherwise
from domain.importing.names import LONGEST, UNCUT, clean, typed, visible, widened
from domain.name_strings import split_names

_DIVIDERS: Final = str.maketrans({"&": "＆", ";": "；", ",": "，"})
_BRACES: Final = str.maketrans({"{": "｛", "}": "｝"})


def guarded(title: str) -> str:
    """The title without anything that is read as an ASIN, narrators, a year or a volume: "Book 1" is "Book １"."""
    for place in places_read_otherwise(title):
        title = widened(title, place)
    return title


def names_text(names: Sequence[str], *, braced: bool = False, most: int = LONGEST) -> str:
    """Several names as one text for a folder's name: the first spelling that gives them back.

    That is ``A B, C D``, else with ``&`` or ``;`` between them, else as ``B, A & D, C``, else with the dividers in
    the names in their fullwidth form. The last names are left out where all are longer than *most* bytes; where no
    spelling gives them back, it is the first.

    Args:
        names: As they are meant.
        braced: Whether the text will be between braces, and not a folder's whole name.
        most: In bytes.
    """
    shown = [name for one in names if (name := visible(one).translate(_BRACES))]
    while len(shown) > 1 and len(_in_folder(", ".join(shown), braced=braced)) > most:
        shown.pop()
    spelled = [text for text in _spellings(shown) if len(_in_folder(text, braced=braced)) <= most]
    good = (text for text in spelled if gives_back(text, shown, braced=braced))
    return next(good, ", ".join(shown))


def gives_back(text: str, names: Sequence[str], *, braced: bool = False) -> bool:
    """Whether a text in a folder's name is read as these names, in their order."""
    read = split_names(_in_folder(text, braced=braced).decode())
    return tuple(map(typed, read)) == tuple(dict.fromkeys(typed(visible(name)) for name in names))


def _in_folder(text: str, *, braced: bool) -> bytes:
    """The text as a folder's name will have it; what stands between braces is not its end."""
    name = clean(f"{{{text}}}", most=UNCUT)[1:-1] if braced else clean(text, most=UNCUT)
    return name.encode()


def _spellings(names: Sequence[str]) -> Iterator[str]:
    for spell in (str, _undivided):
        spelled = [spell(name) for name in names]
        yield from (joint.join(spelled) for joint in (", ", " & ", "; "))
        yield " & ".join(_last_first(name, is_alone=len(names) == 1) for name in spelled)


def _last_first(name: str, *, is_alone: bool) -> str:
    """The name in pairs of last and first name; a single word among others has an empty first name."""
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first else name if is_alone else f"{name},"


def _undivided(name: str) -> str:
    return name.translate(_DIVIDERS).replace(" and ", " ａnd ")
