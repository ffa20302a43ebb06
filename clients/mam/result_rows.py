"""One row of a result page (facts/mam.md 3.1)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from clients.mam.assembly import Parsed
from clients.mam.categories import category_name
from clients.mam.fields import size_bytes, whole_number
from clients.mam.flags import flags_of
from clients.mam.markup import Element, text_of
from clients.mam.plain_text import one_line
from domain.extraction import Files
from domain.recording import Series

_SEQUENCE: Final = re.compile(r"\(#\s*([^\n]{0,80}?)\s*\)\s*[,|]?\s*\Z")
_TORRENT: Final = re.compile(r"tdr-([0-9]{1,12})\Z")
_CATEGORY: Final = re.compile(r"cat([0-9]{1,6})\Z")
_ADDED: Final = re.compile(
    r"\s*([A-Z][a-z]{2})[a-z]{0,6} ([0-9]{1,2}), ([0-9]{4}), ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? ([AP])M UTC"
)
_LONGEST_CLASS: Final = 20
_ID: Final = re.compile("[1-9][0-9]{0,5}")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FREE: Final = "freeleech"
_FREE_FOR_ME: Final = "personal freeleech"
_VIP: Final = "VIP"
_OFFERS: Final = frozenset({_FREE, _FREE_FOR_ME, _VIP})
_DOWNLOAD: Final = "/tor/download.php/"


@dataclass(slots=True)
class _Row:
    """The fields read so far. A row shows all its tags, so a row without tags has none."""

    authors: list[str] = field(default_factory=list)
    narrators: list[str] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    fields: dict[str, Any] = field(default_factory=lambda: {"tags": "", "file_types": ()})


def parse_result_row(element: Element) -> Parsed:
    """The fields in one row."""
    row = _Row()
    fields = row.fields
    for cell, take in zip(element, _TAKE_CELL, strict=False):
        take(cell, row)
    if match := _TORRENT.match(element.get("id") or ""):
        fields["torrent_id"] = int(match[1])
    fields["authors"], fields["narrators"], fields["series"] = (
        tuple(row.authors),
        tuple(row.narrators),
        tuple(row.series),
    )
    if row.categories:
        fields["categories"] = tuple(row.categories)
    marks = row.marks
    if not marks.isdisjoint(_OFFERS):
        fields |= _offers(marks)
    missing = [] if fields.keys() >= _ALWAYS_THERE else [name for name in _ALWAYS_THERE if name not in fields]
    return Parsed(
        fields=fields,
        files=Files(
            types=fields["file_types"], number=fields.get("files"), size_bytes=fields.get("size_bytes")
        ),
        flags=flags_of(marks) if marks else 0,
        unreadable=[f"{fields.get('torrent_id', 'a row without id')}: {name}" for name in missing],
    )


def sequence_in(tail: str | None) -> str | None:
    """The text within `(#…)` behind a series' link; None without one."""
    match = _SEQUENCE.search(one_line(tail)) if tail and "#" in tail else None
    return (match[1] or None) if match else None


def category_of(element: Element) -> Mapping[str, Any]:
    """The category that an element's class names, and its name; nothing when it names none."""
    return _category((element.get("class") or "")[:_LONGEST_CLASS])


@lru_cache(256)
def _category(classes: str) -> Mapping[str, Any]:
    match = _CATEGORY.match(classes)
    return {"category_id": int(match[1]), "category": category_name(int(match[1]))} if match else {}


def newer_category(link: Element) -> int | None:
    """The id of one of the newer categories, of which a book may have several, that a link leads to."""
    number = link.get("data-mcatid") or ""
    return int(number) if _ID.fullmatch(number) else None


def download_key(link: Element) -> str | None:
    """The user's own part of a download link."""
    path, found, key = (link.get("href") or "").partition(_DOWNLOAD)
    return key if found and key and not path.strip("/") else None


def _take_category(cell: Element, row: _Row) -> None:
    for element in cell.iter("div"):
        row.fields.update(category_of(element))


def _take_marks(cell: Element, row: _Row) -> None:
    for element in cell.iter("img", "span"):
        mark = element.get("title") or element.get("alt")
        if mark:
            row.marks.add(_VIP if mark.startswith(_VIP) else mark)  # also "VIP expires 2025-12-18"


def _offers(marks: set[str]) -> dict[str, bool]:
    """The torrent's price, from its marks."""
    return {
        "freeleech": _FREE in marks,
        "personal_freeleech": _FREE_FOR_ME in marks,
        "vip": _VIP in marks,
        "fl_vip": _VIP in marks or _FREE in marks,
    }


def _take_texts(cell: Element, row: _Row) -> None:
    fields = row.fields
    names = {"author": row.authors, "narrator": row.narrators}
    for element in cell.iter("a", "span"):
        kind = element.get("class")
        if kind is not None and " " in kind:
            kind = next((one for one in kind.split() if one in _KINDS), None)
        if kind not in _KINDS:
            continue
        if kind in names:
            _take_name(element, names[kind])
        elif kind == "series":
            _take_series(element, row.series)
        elif kind == "mCat":
            row.categories += filter(None, [newer_category(element)])
        elif kind == "torFileTypes":
            fields["file_types"] = tuple([text_of(link).lower() for link in element.iter("a")])
        elif words := text_of(element):
            fields[_KINDS[kind]] = words


def _take_name(link: Element, names: list[str]) -> None:
    """The link's text, if it leads anywhere: "and 11 more" does not."""
    if link.get("href"):
        name = text_of(link)
        if name and name not in names:
            names.append(name)


def _take_series(link: Element, found: list[Series]) -> None:
    name = text_of(link)
    if name and link.get("href"):
        found.append(Series(name=name, sequence=sequence_in(link.tail)))


def _take_download(cell: Element, row: _Row) -> None:
    for link in cell.iter("a"):
        key = download_key(link)
        if key:
            row.fields["download_key"] = key
            return


def _take_files(cell: Element, row: _Row) -> None:
    number, size = (cell[0].text, cell[-1].tail) if len(cell) else (None, None)
    if not (number and size and "[" in size):
        number, _, size = text_of(cell).partition("[")
    _keep(row, "files", whole_number, number)
    _keep(row, "size_bytes", size_bytes, size.strip("[] \n"))


def _take_added(cell: Element, row: _Row) -> None:
    _keep(row, "added", _moment, cell.text or text_of(cell))


def _take_peers(cell: Element, row: _Row) -> None:
    for name, count in zip(("seeders", "leechers", "snatched"), cell.iter("p"), strict=False):
        _keep(row, name, whole_number, count.text)


def _keep(row: _Row, name: str, read: Callable[[Any], Any], written: str | None) -> None:
    try:
        value = read(written)
    except ValueError:
        return
    if value is not None:
        row.fields[name] = value


def _moment(words: str) -> datetime:
    """A time as "December 13, 2023, 5:18 AM UTC"."""
    match = _ADDED.match(words)
    if match is None:
        raise ValueError("no time")
    month, day, year, hour, minute, second, half = match.groups("0")
    hours = int(hour) % 12 + (12 if half == "P" else 0)
    return datetime(
        int(year), _MONTHS.index(month) + 1, int(day), hours, int(minute), int(second), tzinfo=UTC
    )


_KINDS: Final = {
    "author": "authors",
    "narrator": "narrators",
    "series": "series",
    "mCat": "categories",
    "torFileTypes": "file_types",
    "torTitle": "title",
    "torRowDesc": "tags",
}
"""The classes in the cell with the title, and the field of each."""
_ALWAYS_THERE: Final = dict.fromkeys(
    ("torrent_id", "title", "size_bytes", "files", "added", "seeders", "leechers", "snatched")
).keys()
_TAKE_CELL: Final = (
    _take_category,
    _take_marks,
    _take_texts,
    _take_download,
    _take_files,
    _take_added,
    _take_peers,
)
"""How each cell of a row is read."""
