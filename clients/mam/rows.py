"""The answer of MAM's search, as recordings (facts/mam.md 2)."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from clients.mam import fields
from clients.mam.allowance import MOST_BYTES, Allowance
from clients.mam.assembly import Parsed
from clients.mam.plain_text import from_markup, quoted
from domain.errors import UnexpectedAnswerError
from domain.extraction import ExtraFields, Files
from domain.recording import Recording

_NOTHING_FOUND: Final = "Nothing returned, out of"
_MOST_WORDS: Final = 200
MOST_ROWS: Final = 1_000
"""Of one answer: the site gives 100 at most, and reading a row takes time."""

_MOST_KEY_CHARS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of search results.

    Args:
        recordings: In the site's order.
        found: How many there are in all.
        total: How many of them the server has loaded so far; a later page may raise it.
        start: How many stand before this page.
        per_page: The page's size as the site used it, whatever was asked for.
        dropped: What could not be read, as "1205815: author_info"; the rest of such a row is here.
    """

    recordings: tuple[Recording, ...]
    found: int
    total: int
    start: int
    per_page: int
    dropped: tuple[str, ...]


def read_search(body: bytes, *, extra: ExtraFields | None = None) -> SearchPage:
    """The recordings in a search's answer; none when nothing was found.

    Raises:
        UnexpectedAnswerError: It is no JSON object with rows; what the site says instead is quoted.
    """
    if len(body) > MOST_BYTES:
        raise UnexpectedAnswerError(f"answered a search with more than {MOST_BYTES} bytes", service="mam")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        what = "with an empty body" if not body.strip() else "with something that is not JSON"
        raise UnexpectedAnswerError(f"answered a search {what}", service="mam") from error
    return read_answer(answer, extra=extra)


def read_answer(answer: Any, *, extra: ExtraFields | None = None) -> SearchPage:
    """The same from the decoded answer."""
    rows = _rows(answer)
    dropped: list[str] = []
    allowance = Allowance()
    parsed = [parse_row(row, allowance) for row in islice(rows, MOST_ROWS) if _is_row(row, dropped)]
    dropped.extend(problem for row in parsed for problem in row.unreadable)
    recordings = tuple([row.recording(extra) for row in parsed])
    found = _count(answer, ("found", "total_found"), len(recordings))
    return SearchPage(
        recordings=recordings,
        found=found,
        total=_count(answer, ("total",), found),
        start=_count(answer, ("start",), 0),
        per_page=_count(answer, ("perpage",), len(recordings)),
        dropped=tuple(dropped),
    )


def parse_row(row: dict[str, Any], allowance: Allowance) -> Parsed:
    """What can be read in one row, of its texts as much as the answer has left."""
    row, over = allowance.cut(row)
    reader = _RowReader(row)
    read = {name: reader.value(keys, read) for name, (keys, read) in _FIELDS.items()}
    isbn, asin = reader.value(("isbn",), fields.isbn_or_asin) or (None, None)
    media = reader.value(("mediainfo",), fields.media_info) or fields.MediaInfo()
    flags = reader.value(("browseflags",), fields.whole_number) or 0
    if read["fl_vip"] is None:
        read["fl_vip"] = read["freeleech"] or read["vip"]
    read |= {"isbn": isbn, "asin": asin, "bitrate_kbps": media.kbps, "chapters": media.chapters}
    name = read["torrent_id"] or "a row without id"
    return Parsed(
        fields={name: value for name, value in read.items() if value is not None},
        files=Files(
            types=read["file_types"] or (),
            number=read["files"],
            size_bytes=read["size_bytes"],
            mediainfo_seconds=media.seconds,
            mediainfo_kbps=media.kbps,
        ),
        flags=flags,
        unreadable=[f"{name}: {key}" for key in (*reader.unreadable, *over)],
    )


def _markup(value: Any) -> str | None:
    if not isinstance(value, str):
        return fields.filled_text(value)
    return from_markup(value) or None


def _key(value: Any) -> str | None:
    key = fields.filled_text(value)
    if key is not None and len(key) > _MOST_KEY_CHARS:
        raise ValueError("too long")
    return key


_FIELDS: Final[dict[str, tuple[tuple[str, ...], Callable[[Any], Any]]]] = {
    "torrent_id": (("id",), fields.positive_number),
    "title": (("title", "name"), fields.filled_text),
    "authors": (("author_info",), fields.names),
    "narrators": (("narrator_info",), fields.names),
    "series": (("series_info",), fields.series),
    "language": (("lang_code",), fields.filled_text),
    "file_types": (("filetype",), fields.words),
    "size_bytes": (("size",), fields.size_bytes),
    "files": (("numfiles",), fields.whole_number),
    "category_id": (("category",), fields.positive_number),
    "category": (("catname",), fields.filled_text),
    "categories": (("categories",), fields.ids),
    "added": (("added",), fields.moment),
    "seeders": (("seeders",), fields.whole_number),
    "leechers": (("leechers",), fields.whole_number),
    "snatched": (("times_completed",), fields.whole_number),
    "tags": (("tags",), fields.text),
    "description": (("description",), _markup),
    "poster": (("thumbnail",), fields.address),
    "freeleech": (("free",), fields.flag),
    "personal_freeleech": (("personal_freeleech",), fields.flag),
    "vip": (("vip",), fields.flag),
    "fl_vip": (("fl_vip",), fields.flag),
    "my_snatched": (("my_snatched",), fields.flag),
    "download_key": (("dl",), _key),
}
"""Per field of a recording the row's keys, the first that is there counts, and how it is read."""


class _RowReader:
    """Reads a row's values and remembers the keys of those that it could not."""

    def __init__(self, row: dict[str, Any]) -> None:
        self._row = row
        self.unreadable: list[str] = []

    def value(self, keys: tuple[str, ...], read: Callable[[Any], Any]) -> Any:
        for key in keys:
            raw = self._row.get(key)
            if raw is None:
                continue
            try:
                return read(raw)
            except ValueError:
                self.unreadable.append(key)
        return None


def _rows(answer: Any) -> Iterable[Any]:
    if not isinstance(answer, dict):
        raise UnexpectedAnswerError("answered a search with JSON that is no object", service="mam")
    data = answer.get("data")
    said = answer.get("error") or (answer.get("message") if not data else None)
    if isinstance(said, str) and said.strip().startswith(_NOTHING_FOUND):
        return ()
    if said and not data:
        words = quoted(said if isinstance(said, str) else json.dumps(said), _MOST_WORDS)
        raise UnexpectedAnswerError(f"answered a search with: {words}", service="mam")
    if isinstance(data, dict):  # what PHP makes of a list with gaps
        return data.values()
    if not isinstance(data, list):
        raise UnexpectedAnswerError("answered a search without rows", service="mam")
    return data


def _is_row(row: Any, dropped: list[str]) -> bool:
    if isinstance(row, dict):
        return True
    dropped.append("a row that is no object")
    return False


def _count(answer: dict[str, Any], keys: tuple[str, ...], otherwise: int) -> int:
    for key in keys:
        try:
            number = fields.whole_number(answer.get(key))
        except ValueError:
            continue
        if number is not None:
            return number
    return otherwise
