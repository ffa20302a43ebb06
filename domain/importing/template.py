"""IMPORT_LAYOUT as its parts: what is unknown falls away with the text around it."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DEFAULT_TEMPLATE: Final = "{author}/{series}/{sequence} - {title}"
FIELDS: Final = ("author", "series", "sequence", "title", "narrator", "year", "asin", "edition")

_FORM: Final = f"write it like {DEFAULT_TEMPLATE}"
_LONGEST: Final = 200
_LEVELS: Final = 3
_FIELD: Final = re.compile(r"\{+([^{}]*)\}+")
_REFUSED: Final = re.compile(r'[<>:"\\|?*\x00-\x1f]')
# Between two fields: what closes the first, what joins them, and what opens the second ("Vol. ").
_BETWEEN: Final = re.compile(r"([)\]}>»]*)([\s_.,;+–—-]*)(.*)", re.DOTALL)
_IN_BRACKETS: Final = {"narrator": ("{", "}"), "asin": ("[", "]")}
"""Audiobookshelf finds them only so (facts/audiobookshelf_2.md 5.4); the template may have the brackets or not."""

Values = Mapping[str, str]
"""The text of each field that is known."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A field with the text that goes with it, and the text that joins it to the next one."""

    field: str
    before: str = ""
    after: str = ""
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """The name of one folder; `text` where it has no field."""

    pieces: tuple[Piece, ...]
    text: str = ""

    def render(self, values: Values) -> str:
        """The name; empty where none of its fields is known.

        Between two fields stands the text that followed the first of them.
        """
        known = [piece for piece in self.pieces if values.get(piece.field)]
        name = self.text
        for place, piece in enumerate(known):
            joint = known[place - 1].joint if place else ""
            name += f"{joint}{piece.before}{values[piece.field]}{piece.after}"
        return name.strip()

    def has(self, field: str) -> bool:
        """Whether the field is one of this folder's."""
        return any(piece.field == field for piece in self.pieces)


def parse(template: str) -> tuple[Level, ...]:
    """The folders of a template, the outermost first.

    Raises:
        ValueError: It is none; in words for the user.
    """
    levels = template.strip().split("/")
    if template.strip() in {"", "/"}:
        raise ValueError(f"is empty: {_FORM}")
    if len(template.encode()) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} bytes: {_FORM}")
    if "" in levels:
        raise ValueError(f"must not begin or end with /, nor hold //; it is below IMPORT_DIR: {_FORM}")
    if any(level.strip(" .") == "" for level in levels):
        raise ValueError(f"must not hold . or .. as a folder: {_FORM}")
    if len(levels) > _LEVELS:
        raise ValueError(
            f"has {len(levels)} folders, and Audiobookshelf reads three, author, series and book: {_FORM}"
        )
    found = tuple(map(_level, levels))
    if not found[-1].has("title"):
        raise ValueError("must have {title} in its last folder, which is the book's: " + _FORM)
    return found


def _level(text: str) -> Level:
    names = _FIELD.findall(text)
    if unknown := [name for name in names if name not in FIELDS]:
        raise ValueError(_unknown(unknown[0]))
    literals = _FIELD.split(text)[::2]
    if any("{" in literal or "}" in literal for literal in literals):
        raise ValueError("has a { or } without its other half: fields are written like {title}")
    if refused := _REFUSED.search("".join(literals)):
        raise ValueError(f"holds {refused[0]!r}, which file systems or SMB refuse in a name: leave it out")
    if not names:
        return Level((), text.strip())
    return Level(tuple(_pieces(names, literals)))


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), FIELDS, n=1)
    hint = (
        f"did you mean {{{near[0]}}}?"
        if near
        else f"the fields are {', '.join(f'{{{one}}}' for one in FIELDS)}"
    )
    return f"{{{name}}} is not known; {hint}"


def _pieces(names: list[str], literals: list[str]) -> list[Piece]:
    """Each field with its part of the text before and behind it."""
    first, *inner, last = literals
    split = [_BETWEEN.fullmatch(literal) for literal in inner]
    closing, joints, opening = (
        zip(*(found.groups() for found in split if found), strict=True) if inner else ((),) * 3
    )
    befores, afters, joining = (first, *opening), (*closing, last), (*joints, "")
    return [
        _piece(name, before, after, joint)
        for name, before, after, joint in zip(names, befores, afters, joining, strict=True)
    ]


def _piece(name: str, before: str, after: str, joint: str) -> Piece:
    opening, closing = _IN_BRACKETS.get(name, ("", ""))
    if opening:
        before, after = before.removesuffix(opening), after.removeprefix(closing)
    return Piece(name, f"{before}{opening}", f"{closing}{after}", joint)
