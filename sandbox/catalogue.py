"""The listings that the stand-ins know: real recordings under made-up torrent ids."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).with_name("catalogue.toml")
_LANG_CODES: Final = {1: "ENG", 4: "SPA", 36: "FRE", 37: "GER"}


class SeriesPlace(NamedTuple):
    """A series and the place in it, as an uploader types it: "1", "2.5", "1-5", or "" for none."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One torrent of a recording or book: what is true of it, and the texts that say so.

    `tags` and `description` (HTML) state some of the facts in one of the styles that uploaders use
    (facts/mam.md 3.4), so a fact may be true here and be written nowhere. `mediainfo_seconds` is the
    length of the one file that MediaInfo read, None when there is no MediaInfo (2.5). `files`
    counts covers too. `row_overrides` replace fields of the search row as they are, for odd rows; an
    Ellipsis leaves a field out.
    """

    torrent_id: int
    title: str
    authors: tuple[str, ...]
    narrators: tuple[str, ...]
    series: tuple[SeriesPlace, ...]
    duration_seconds: int | None
    abridged: bool | None
    publisher: str | None
    release_date: date | None
    language: int
    main_cat: int
    category: int
    file_types: tuple[str, ...]
    bitrate_kbps: int | None
    size_bytes: int
    files: int
    tags: str
    description: str
    blurb: str
    added: datetime
    seeders: int
    leechers: int
    snatched: int
    vip: bool
    free: bool
    browseflags: int
    isbn: str | None
    mediainfo_seconds: int | None
    row_overrides: Mapping[str, object] = field(default_factory=dict)

    @property
    def lang_code(self) -> str:
        """Three letters, as the site abbreviates languages."""
        return _LANG_CODES[self.language]


def _seconds(text: str) -> int:
    hours, minutes, *seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)


def ordinal(number: int) -> str:
    """The number as English speakers count days: 1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _words(row: Mapping[str, Any]) -> dict[str, object]:
    """What the templates of tags and descriptions may name."""
    length = _seconds(row.get("length", "0:0"))
    released = row.get("released", date(2000, 1, 1))
    series = row.get("series", [["", ""]])
    return {
        "h": length // 3600,
        "m": length // 60 % 60,
        "s": length % 60,
        "clock": f"{length // 3600}:{length // 60 % 60:02}:{length % 60:02}",
        "date": released,
        "day": ordinal(released.day),
        "publisher": row.get("publisher", ""),
        "kbps": row["kbps"],
        "title": row["title"],
        "author": ", ".join(row["authors"]),
        "narrator": ", ".join(row.get("narrators", ())),
        "series": series[0][0],
        "number": series[0][1],
        "yes_no": "Yes" if row.get("abridged") else "No",
        "files": row.get("files", 1),
        "blurb": row["blurb"],
    }


def _listing(row: Mapping[str, Any], descriptions: Mapping[str, str]) -> Listing:
    audio = row.get("main_cat", 13) == 13
    length = _seconds(row["length"]) if "length" in row else None
    kbps = row.get("kbps", 64) if audio else None
    words = _words({"kbps": kbps, **row})
    seeders, leechers, snatched = row["peers"]
    return Listing(
        torrent_id=row["id"],
        title=row["title"],
        authors=tuple(row["authors"]),
        narrators=tuple(row.get("narrators", ())),
        series=tuple(SeriesPlace(*place) for place in row.get("series", ())),
        duration_seconds=length,
        abridged=row.get("abridged", False) if audio else None,
        publisher=row.get("publisher"),
        release_date=row.get("released"),
        language=row.get("language", 1),
        main_cat=row.get("main_cat", 13),
        category=row.get("category", 41),
        file_types=tuple(row.get("types", ("m4b",))),
        bitrate_kbps=kbps,
        size_bytes=row.get("size", (length or 0) * (kbps or 0) * 125),
        files=row.get("files", 1),
        tags=row["tags"].format(**words),
        description=descriptions[row.get("description", "plain")].format(**words),
        blurb=row["blurb"],
        added=row["added"],
        seeders=seeders,
        leechers=leechers,
        snatched=snatched,
        vip=row.get("vip", False),
        free=row.get("free", False),
        browseflags=row.get("browseflags", 0),
        isbn=row.get("isbn"),
        mediainfo_seconds=_seconds(row["mediainfo"]) if "mediainfo" in row else None,
    )


def _load() -> tuple[Listing, ...]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(_listing(row, data["descriptions"]) for row in data["listings"])


CATALOGUE: Final = _load()


def listing(torrent_id: int) -> Listing:
    """The catalogue's listing with that id.

    Raises:
        KeyError: There is none.
    """
    for candidate in CATALOGUE:
        if candidate.torrent_id == torrent_id:
            return candidate
    raise KeyError(torrent_id)
