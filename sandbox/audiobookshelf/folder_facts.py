"""What a scan reads in the path of a book, and in a text with several names: facts/audiobookshelf_2.md 5.4."""

import re
from pathlib import PurePosixPath
from typing import Any, Final

_ASIN: Final = re.compile(r"(?:\A| )\[([A-Z0-9]{10})\](?= |\Z)")
_NARRATORS: Final = re.compile(r"(.*) \{(.*)\}")
_YEAR: Final = re.compile(r" *\(?([0-9]{4})\)? * - *(.+)")
_NUMBER: Final = re.compile(
    r"(?P<label>vol\.? |volume |book )?(?P<number>[0-9]{0,3}(?:\.[0-9]{1,2})?)(?P<dot>\.?)(?: (?P<rest>.*))?",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(r"[\[(].*?[\])]")
_SUFFIX: Final = re.compile(r",? (?:jr|sr|ii|iii|iv|phd|esq)\.?\Z", re.IGNORECASE)
_EASTERN: Final = re.compile("[\u4e00-\u9fff\u3040-\u30ff\u31f0-\u31ff]")
_PARTICLES: Final = frozenset({"von", "van", "de", "der", "den", "la", "le", "du", "di", "da", "del"})


def from_folder(rel_path: str, *, is_file: bool) -> dict[str, Any]:
    """The facts in ``Author/Series/Book 2 - Title [ASIN] {Narrator}``, its last three levels."""
    path = PurePosixPath(rel_path)
    if is_file:
        return {"title": path.stem}
    *outer, folder = path.parts[-3:]
    found: dict[str, Any] = {}
    folder = _take_asin(folder, found)
    if braces := _NARRATORS.fullmatch(folder):
        folder, found["narrators"] = braces[1], split_names(braces[2])
    if len(outer) > 1:
        folder, number = _take_number(folder)
        found["series"] = [(outer.pop(), number)]
    if outer:
        found["authors"] = split_names(outer.pop())
    if year := _YEAR.match(folder):
        found["publishedYear"], folder = year[1], year[2]
    return {**found, "title": folder}


def _take_asin(folder: str, found: dict[str, Any]) -> str:
    if match := _ASIN.search(folder):
        found["asin"] = match[1]
        folder = folder.replace(match[0], "", 1)
    return folder.strip()


def _take_number(folder: str) -> tuple[str, str | None]:
    pieces = folder.split(" - ")
    for place, piece in enumerate(pieces):
        match = _NUMBER.fullmatch(piece)
        if match and (match["label"] or match["dot"] or not match["rest"]):
            pieces[place : place + 1] = [match["rest"]] if match["rest"] else []
            return " - ".join(pieces), f"{float(match['number'] or 0):g}"
    return folder, None


def split_names(text: str) -> list[str]:
    """The names in a text: ``&``, ``and``, ``;`` and commas divide; ``Last, First`` is turned around."""
    divider = next((one for one in ("&", " and ", ";") if one in text), None)
    parts = [
        part.strip() for chunk in (text.split(divider) if divider else [text]) for part in chunk.split(",")
    ]
    if _EASTERN.search(parts[0]):
        return parts
    if len(parts) > 1 and "," in text and _is_last_name(parts[0]):
        parts = [f"{first} {last}".strip() for last, first in zip(parts[::2], parts[1::2], strict=False)]
    else:
        parts = [_tidy(part) for part in parts]
    return list(dict.fromkeys(part for part in parts if part))


def _is_last_name(name: str) -> bool:
    """Whether it is one word, or one with a particle or a title before it."""
    first, *rest = name.split()
    return not rest or (len(rest) == 1 and (first.lower() in _PARTICLES or first.endswith(".")))


def _tidy(name: str) -> str:
    return _SUFFIX.sub("", " ".join(_IN_BRACKETS.sub(" ", name).split()))
