"""What a scan reads in the files beside a book: facts/audiobookshelf_2.md 4."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan
from typing import Any, Final
from xml.etree import ElementTree as ET

from sandbox.audiobookshelf.folder_facts import split_names

_TEXTS: Final = (
    *("title", "subtitle", "publishedYear", "publishedDate", "publisher"),
    *("description", "isbn", "asin", "language"),
)
_LISTS: Final = ("tags", "authors", "narrators", "series", "genres")
_TRUTHS: Final = ("explicit", "abridged")
_MAY_BE_EMPTY: Final = frozenset({"narrators", "series"})
"""Of these an empty or a null list erases; others are ignored then."""

# What JavaScript's trim takes off: the byte order mark, too.
_BLANKS: Final = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_PLACE: Final = re.compile(r" #([^#\s]+)\Z")
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_OPF: Final = "{http://www.idpf.org/2007/opf}"
_TAG: Final = re.compile(r"<[^>]*>")


def from_json(text: str) -> dict[str, Any]:
    """The facts in a metadata.json; none in a file that is broken or no object."""
    try:
        raw = json.loads(text, parse_constant=_refuse)
        if not isinstance(raw, dict):
            return {}
        nested = raw.get("metadata")
        found = _validated(raw | nested if isinstance(nested, dict) else raw)
    except (ValueError, TypeError, RecursionError):
        return {}
    return {
        key: value
        for key, value in found.items()
        if value is not None and (value != [] or key in _MAY_BE_EMPTY)
    }


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _validated(raw: Mapping[str, Any]) -> dict[str, Any]:
    forms = {
        **dict.fromkeys(_TEXTS, _text),
        **dict.fromkeys(_LISTS, _strings),
        **dict.fromkeys(_TRUTHS, _truth),
    }
    found = {key: form(raw[key]) for key, form in forms.items() if key in raw}
    found = {key: value for key, value in found.items() if value is not ...}
    if found.get("series"):
        found["series"] = [_place(one) for one in found["series"]]
    if isinstance(chapters := raw.get("chapters"), list):
        found["chapters"] = _chapters(chapters)
    return found


def _text(value: Any) -> Any:
    """A string, also a number's; None is none, and anything else is not there."""
    if isinstance(value, bool) or not (value is None or isinstance(value, str | int | float)):
        return ...
    whole = isinstance(value, float) and value.is_integer()
    return value if value is None or isinstance(value, str) else str(int(value) if whole else value)


def _truth(value: Any) -> Any:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), ...)
    return value if value is None or isinstance(value, bool) else ...


def _strings(value: Any) -> Any:
    if value is None:
        return []
    if not isinstance(value, list):
        return ...
    trimmed = (one.strip(_BLANKS) for one in value if isinstance(one, str))
    return list(dict.fromkeys(one for one in trimmed if one))


def _place(text: str) -> tuple[str, str | None]:
    """Name and sequence; the first place in the name goes where the last one's text stands twice."""
    match = _PLACE.search(text)
    return (text.replace(match[0], "", 1), match[1]) if match else (text, None)


def _chapters(raw: Sequence[Any]) -> list[dict[str, Any]] | None:
    """None where one is no chapter; an element that is null makes the whole file unread."""
    if None in raw:
        raise TypeError("a chapter is null")
    found = [
        {"id": place, "start": one["start"], "end": one["end"], "title": one["title"]}
        for place, one in enumerate(raw)
        if isinstance(one, dict)
        and _is_number(one.get("start"))
        and _is_number(one.get("end"))
        and isinstance(one.get("title"), str)
        and one["title"]
    ]
    return found if len(found) == len(raw) else None


def _is_number(value: Any) -> bool:
    try:
        return not isnan(float(value))
    except (TypeError, ValueError):
        return False


def from_texts(desc: str, reader: str) -> dict[str, Any]:
    """The facts in desc.txt and in the first line of reader.txt."""
    found: dict[str, Any] = {}
    if text := desc.strip(_BLANKS):
        found["description"] = text
    if first := reader.partition("\n")[0].strip(_BLANKS):
        found["narrators"] = split_names(first)
    return found


_NFO_TEXTS: Final = {
    "title": "title",
    "publisher": "publisher",
    "asin": "asin",
    "isbn": "isbn",
    "language": "language",
}
_NFO_LISTS: Final = {"author": "authors", "narrator": "narrators", "read by": "narrators", "genre": "genres"}


def from_nfo(text: str) -> dict[str, Any]:
    """The facts in the lines ``Key: value`` of an .nfo."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        key, colon, value = (part.strip() for part in line.partition(":"))
        key = key.lower()
        if not colon or not value:
            continue
        if key in _NFO_TEXTS:
            found[_NFO_TEXTS[key]] = value
        elif key in _NFO_LISTS:
            found[_NFO_LISTS[key]] = [one.strip() for one in value.split(",") if one.strip()]
        elif key in {"abridged", "unabridged"}:
            found["abridged"] = value.lower() != ("no" if key == "abridged" else "yes")
    return found


def from_opf(text: str) -> dict[str, Any]:
    """The facts in an OPF file; none in one that is cut off."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - the stand-in reads what its test has written
    except ET.ParseError:
        return {}
    one: Mapping[str, Callable[[str], str]] = {
        **dict.fromkeys(("title", "subtitle", "publisher", "language"), str),
        "description": lambda text: _TAG.sub("", text),
    }
    found: dict[str, Any] = {
        name: read(said) for name, read in one.items() if (said := root.findtext(f".//{_DC}{name}"))
    }
    if re.match(r"[0-9]{4}\b", date := root.findtext(f".//{_DC}date") or ""):
        found["publishedYear"] = date[:4]
    found |= _identifiers(root) | _creators(root)
    if subjects := [one.text for one in root.iter(f"{_DC}subject") if one.text]:
        found["genres"] = subjects
    if series := _calibre(root, "calibre:series"):
        found["series"] = [(series, _calibre(root, "calibre:series_index"))]
    return found


def _identifiers(root: ET.Element) -> dict[str, str]:
    every = {one.get(f"{_OPF}scheme"): one.text for one in root.iter(f"{_DC}identifier")}
    return {name: text for name in ("isbn", "asin") if (text := every.get(name.upper()))}


def _creators(root: ET.Element) -> dict[str, list[str]]:
    refined = {
        (one.get("refines") or "").lstrip("#"): one.text
        for one in _metas(root)
        if one.get("property") == "role"
    }
    roles: dict[str, list[str]] = {}
    for one in root.iter(f"{_DC}creator"):
        role = refined.get(one.get("id") or "") or one.get(f"{_OPF}role")
        if one.text and (key := {"aut": "authors", "nrt": "narrators"}.get(role or "")):
            roles.setdefault(key, []).append(one.text)
    return roles


def _metas(root: ET.Element) -> Iterable[ET.Element]:
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == "meta")


def _calibre(root: ET.Element, name: str) -> str | None:
    return next((one.get("content") for one in _metas(root) if one.get("name") == name), None)
