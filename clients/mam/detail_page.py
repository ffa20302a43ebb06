"""The page of one torrent (facts/mam.md 3.2)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from clients.mam.assembly import Parsed
from clients.mam.fields import MediaInfo, address, clock_seconds, kilobits, moment, size_bytes, whole_number
from clients.mam.flags import flags_of
from clients.mam.markup import Element, html_of, linked_names, text_of
from clients.mam.plain_text import from_markup
from clients.mam.result_rows import category_of, download_key, newer_category, sequence_in
from domain.extraction import Files
from domain.recording import Series

_DIGITS: Final = re.compile(r"[0-9]{1,12}")
_ADDED: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\D{0,5}([0-9]{2}:[0-9]{2}:[0-9]{2})")
_PEERS: Final = re.compile(r"(Seeds|Leeches|Snatched):\s*([0-9][0-9,]{0,14})", re.IGNORECASE)
_OF_PEERS: Final = {"seeds": "seeders", "leeches": "leechers", "snatched": "snatched"}
_DURATION: Final = re.compile(r"Duration\s*:?\s*([0-9]{1,4}:[0-5][0-9]:[0-5][0-9])", re.IGNORECASE)
_BIT_RATE: Final = re.compile(r"\b([0-9]{1,4}(?:\.[0-9])?\s?k)(?:b|bps|bit/s|b/s)?\b(?!\s?Hz)", re.IGNORECASE)
_LABEL_AND_TEXT: Final = 2


class DetailReader:
    """Reads the parts of a torrent's page.

    Args:
        page: The whole page.
        main: Its `#torDetMainCon`.
    """

    def __init__(self, page: Element, main: Element) -> None:
        self._page = page
        self._parts: dict[str, Element] = {}
        self._labels: dict[str, Element] = {}
        self._marks = [image.get("alt") or "" for image in main.iter("img")]
        for element in main.iter("div", "span", "img"):
            name = element.get("id")
            if name:
                self._parts.setdefault(name, element)
                continue
            kind = element.get("class")
            if kind and kind.startswith("torDetLeft"):
                self._labels.setdefault(text_of(element).rstrip(":").lower(), element.getparent())

    def parsed(self) -> Parsed:
        """The facts on a torrent's page."""
        media = self._media_info()
        types = self._kinds("PrimaryFileTypes")
        other_types = self._kinds("SecondaryFileTypes")
        known: dict[str, Any] = {
            "torrent_id": self._torrent_id(),
            "title": self._right("title") or None,
            "authors": self._people("author"),
            "narrators": self._people("narrator"),
            "series": self._series(),
            "tags": self._right("tags and labels"),
            "description": self._description(),
            "poster": self._poster(),
            "file_types": types,
            "size_bytes": _or_none(lambda: size_bytes(self._part_text("size").removeprefix("Size").strip())),
            "files": self._first_number("files"),
            "bitrate_kbps": media.kbps,
            "categories": self._categories(),
            **self._category(),
            **self._torrent(),
        }
        known = {name: value for name, value in known.items() if value is not None}
        files = Files(
            types=types,
            other_types=other_types,
            number=known.get("files"),
            size_bytes=known.get("size_bytes"),
            mediainfo_seconds=media.seconds,
            mediainfo_kbps=media.kbps,
        )
        return Parsed(fields=known, files=files, flags=flags_of(self._marks))

    def _part_text(self, name: str) -> str:
        part = self._parts.get(name)
        return "" if part is None else text_of(part)

    def _links(self, name: str) -> Iterable[Element]:
        part = self._parts.get(name)
        return () if part is None else part.iter("a")

    def _kinds(self, name: str) -> tuple[str, ...]:
        return tuple([kind for link in self._links(name) if (kind := text_of(link).lower())])

    def _people(self, label: str) -> tuple[str, ...]:
        row = self._labels.get(label)
        return () if row is None else linked_names(row.iter("a"))

    def _series(self) -> tuple[Series, ...]:
        return tuple(
            [
                Series(name=name, sequence=sequence_in(link.tail))
                for link in self._links("Series")
                if link.get("href") and (name := text_of(link))
            ]
        )

    def _right(self, label: str) -> str:
        """The text beside a label; empty when the page has no such label."""
        row = self._labels.get(label)
        return "" if row is None or len(row) < _LABEL_AND_TEXT else text_of(row[1])

    def _description(self) -> str | None:
        part = self._parts.get("torDesc")
        return None if part is None else from_markup(html_of(part)) or None

    def _poster(self) -> str | None:
        """The picture's address; the picture itself bears the name, or stands in what does (facts/mam.md 3.2)."""
        part = self._parts.get("torDetPoster")
        image = None if part is None else next(part.iter("img"), None)
        return None if image is None else _or_none(lambda: address(image.get("src")))

    def _torrent_id(self) -> int | None:
        links = (*self._links("files"), *self._links("sls"), *self._page.iter("input"))
        for link in links:
            written = link.get("data-filelist") or link.get("data-tpeerslist")
            if link.get("name") == "tid":
                written = link.get("value")
            if written and _DIGITS.fullmatch(written) and int(written):
                return int(written)
        return None

    def _category(self) -> Mapping[str, Any]:
        part = self._parts.get("fInfo")
        for element in () if part is None else part.iter("div"):
            if category := category_of(element):
                return category
        return {}

    def _categories(self) -> tuple[int, ...]:
        return tuple([number for link in self._links("multiCat") if (number := newer_category(link))])

    def _media_info(self) -> MediaInfo:
        duration = _DURATION.search(self._part_text("mediaInfoDisplay"))
        rate = _BIT_RATE.search(self._part_text("mediaInfoMicro"))
        return MediaInfo(
            seconds=clock_seconds(duration[1]) if duration else None, kbps=kilobits(rate[1]) if rate else None
        )

    def _torrent(self) -> dict[str, Any]:
        """What the page says of the torrent at this hour."""
        ratio = self._part_text("ratio").lower()
        added = _ADDED.search(self._part_text("added"))
        vip = "vip" in ratio or self._is_marked("VIP")
        freeleech = "is freeleech" in ratio
        return {
            "added": _or_none(lambda: moment(f"{added[1]} {added[2]}")) if added else None,
            **_numbers(self._part_text("sls")),
            "vip": vip,
            "freeleech": freeleech,
            "personal_freeleech": "personal freeleech" in ratio,
            "fl_vip": vip or freeleech,
            "my_snatched": bool(self._part_text("DLhistory")),
            "download_key": next(filter(None, map(download_key, self._links("download"))), None),
        }

    def _first_number(self, name: str) -> int | None:
        match = _DIGITS.search(self._part_text(name).replace(",", ""))
        return int(match[0]) if match else None

    def _is_marked(self, words: str) -> bool:
        return any(mark.startswith(words) for mark in self._marks)


def _numbers(peers: str) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for match in _PEERS.finditer(peers):
        found.setdefault(_OF_PEERS[match[1].lower()], whole_number(match[2]))
    return found


def _or_none(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except ValueError:
        return None
