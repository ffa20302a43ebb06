"""What Audiobookshelf reads in the path of a book whose files have no tags: facts/audiobookshelf_2.md 5.4."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

_ASIN: Final = re.compile(r"(?:^| )\[([A-Z0-9]{10})\](?= |$)")
_NARRATORS: Final = re.compile(r"(.*) \{(.*)\}")
_YEAR: Final = re.compile(r" *\(?([0-9]{4})\)? +- *(\S.*)")
_VOLUME: Final = re.compile(
    r"(vol\.? |volume |book )?([0-9]{0,3}(?:\.[0-9]{1,2})?)(\.?)(?: (.*))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathReading:
    """What a path says of its book; `authors` and `narrators` are the text before it is taken apart into names."""

    title: str | None = None
    authors: str = ""
    narrators: str = ""
    series: str | None = None
    sequence: str | None = None
    published_year: str | None = None
    asin: str | None = None


def read_path(rel_path: str, *, is_file: bool) -> PathReading:
    """The facts in a path: ``Author/Series/2010 - Book 2 - Title [ASIN] {Narrator}``, its last three levels.

    Args:
        rel_path: The item's, below its library's folder.
        is_file: Whether the item is a single file in that folder; its name is its title.
    """
    path = PurePosixPath(rel_path)
    if is_file:
        return PathReading(title=path.stem or None)
    *outer, folder = path.parts[-3:] or ("",)
    series = outer.pop() if len(outer) > 1 else None
    name, asin = _asin(folder)
    name, narrators = _narrators(name)
    name, sequence = _volume(name) if series else (name, None)
    year = _YEAR.fullmatch(name)
    return PathReading(
        title=(year[2] if year else name).strip() or None,
        authors=outer.pop() if outer else "",
        narrators=narrators,
        series=series,
        sequence=sequence,
        published_year=year[1] if year else None,
        asin=asin,
    )


def _asin(folder: str) -> tuple[str, str | None]:
    found = _ASIN.search(folder)
    if found is None:
        return folder.strip(), None
    return f"{folder[: found.start()]}{folder[found.end() :]}".strip(), found[1]


def _narrators(folder: str) -> tuple[str, str]:
    found = _NARRATORS.fullmatch(folder)
    return (found[1], found[2]) if found else (folder, "")


def _volume(folder: str) -> tuple[str, str | None]:
    """The name without its volume, and the volume: the first piece that is one, or begins with one."""
    pieces = folder.split(" - ")
    for place, piece in enumerate(pieces):
        if found := _volume_in(piece):
            pieces[place : place + 1] = [found[4]] if found[4] else []
            return " - ".join(pieces), f"{float(found[2] or 0):g}"
    return folder, None


def _volume_in(piece: str) -> re.Match[str] | None:
    found = _VOLUME.fullmatch(piece)
    return found if found and (found[1] or found[3] or not found[4]) else None


def places_read_otherwise(title: str) -> list[int]:
    """The places in a title of what `read_path` would take for an ASIN, narrators, a year or a volume.

    With another character in each of these places all of it is read as the title.
    """
    places = [found.end() - 1 for found in _ASIN.finditer(title)]
    if _NARRATORS.fullmatch(title):
        places.append(len(title) - 1)
    if year := _YEAR.match(title):
        places.append(year.start(1))
    start = 0
    for piece in title.split(" - "):
        if found := _volume_in(piece):
            places.append(start + found.start(2))
        start += len(piece) + 3
    return sorted(set(places))
