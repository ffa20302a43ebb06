"""A listing as a row of the JSON search, field for field as the site sends it (facts/mam.md 2.3)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sandbox.catalogue import Listing
from sandbox.mam.tokens import download_key, number

CATEGORIES: Final = {
    40: "Audiobooks - Crime/Thriller",
    41: "Audiobooks - Fantasy",
    42: "Audiobooks - General Fiction",
    43: "Audiobooks - Horror",
    44: "Audiobooks - Juvenile",
    45: "Audiobooks - Literary Classics",
    47: "Audiobooks - Science Fiction",
    50: "Audiobooks - Biographical",
    63: "Ebooks - Fantasy",
    87: "Audiobooks - Mystery",
    111: "Audiobooks - Young Adult",
}
MULTI_CATEGORIES: Final[Mapping[int, Mapping[int, str]]] = {
    41: {13: "Fantasy"},
    46: {42: "Romance"},
    47: {45: "Science Fiction"},
    63: {13: "Fantasy"},
    87: {34: "Mystery"},
    111: {13: "Fantasy", 42: "Romance"},
}
_UNITS: Final = (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024))


def human_size(size: int, decimals: int = 1) -> str:
    """Binary units with a fixed number of decimals, as "451.8 MiB"."""
    for unit, weight in _UNITS:
        if size >= weight:
            return f"{size / weight:.{decimals}f} {unit}"
    return f"{size} B"


def size_as_shown(listing: Listing) -> str:
    """The size as search results round it."""
    return human_size(listing.size_bytes)


def download_path_key(listing: Listing, uid: int) -> str:
    """The user's own part of the download address."""
    return download_key("dl", uid, listing.torrent_id, length=184)


def mediainfo(listing: Listing) -> dict[str, Any]:
    """What MediaInfo said of one file; empty when it was not run (facts/mam.md 2.5)."""
    seconds = listing.mediainfo_seconds
    if seconds is None:
        return {}
    mp3 = listing.file_types[0] == "mp3"
    return {
        "General": {
            "Title": listing.title,
            "Format": "MPEG Audio" if mp3 else "MPEG-4",
            "Duration": f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}",
        },
        "Audio1": {
            "Format": "MPEG Audio" if mp3 else "AAC",
            "BitRate": f"{listing.bitrate_kbps}k",
            "BitRate_Mode": "CBR" if mp3 else "VBR",
            "Channels": 2,
            "SamplingRate": "44.1kHz",
        },
        "menu": {"extra": [] if mp3 else _chapters(seconds)},
    }


def _chapters(seconds: int) -> list[dict[str, str]]:
    starts = range(0, seconds, 1800)
    return [
        {"time": f"{start // 3600:02}:{start // 60 % 60:02}:00", "title": f"Chapter {count}"}
        for count, start in enumerate(starts, 1)
    ]


def _people(names: Iterable[str]) -> str:
    return json.dumps({str(number(name)): name for name in names})


def _series(listing: Listing) -> str:
    return json.dumps({str(number(name)): [name, place, _as_float(place)] for name, place in listing.series})


def _as_float(place: str) -> float:
    try:
        return float(place)
    except ValueError:
        return -1.0


def row(
    listing: Listing, *, uid: int, opt_in: Iterable[str] = (), poster: str | None = None
) -> dict[str, Any]:
    """The row, with the fields that the request switched on by naming them.

    Args:
        listing: What it is of.
        uid: The account that asks: the download address is its own.
        opt_in: Top-level keys of the request: ``dlLink``, ``description``, ``isbn``, ``mediaInfo``,
            ``thumbnail``.
        poster: The address of its picture; None for none.
    """
    extra = {
        "dlLink": ("dl", download_path_key(listing, uid)),
        "description": ("description", listing.description),
        "isbn": ("isbn", listing.isbn or ""),
        "mediaInfo": ("mediainfo", json.dumps(mediainfo(listing))),
        "thumbnail": ("thumbnail", poster),
    }
    asked_for = dict(extra[key] for key in opt_in)
    held_back = {name for name, _ in extra.values()} - asked_for.keys()
    fields = {**_always(listing), **asked_for, **listing.row_overrides}
    return {name: value for name, value in fields.items() if name not in held_back and value is not ...}


def _always(listing: Listing) -> Mapping[str, Any]:
    audio = listing.main_cat == 13
    return {
        "id": listing.torrent_id,
        "language": listing.language,
        "lang_code": listing.lang_code,
        "main_cat": listing.main_cat,
        "category": listing.category,
        "catname": CATEGORIES[listing.category],
        "mediatype": 1 if audio else 2,
        "maincat": 2 if listing.category == 50 else 1,
        "categories": json.dumps(list(MULTI_CATEGORIES.get(listing.category, ()))),
        "title": listing.title,
        "size": size_as_shown(listing),
        "numfiles": listing.files,
        "filetype": " ".join(listing.file_types),
        "vip": int(listing.vip),
        "free": int(listing.free),
        "personal_freeleech": 0,
        "fl_vip": int(listing.vip or listing.free),
        "vip_expire": 0,
        "w": 0,
        "tags": listing.tags,
        "author_info": _people(listing.authors),
        "narrator_info": _people(listing.narrators),
        "series_info": _series(listing),
        "seeders": listing.seeders,
        "leechers": listing.leechers,
        "times_completed": listing.snatched,
        "comments": listing.torrent_id % 7,
        "added": f"{listing.added:%Y-%m-%d %H:%M:%S}",
        "browseflags": listing.browseflags,
        "bookmarked": None,
        "my_snatched": 0,
        "poster_type": "image/jpeg",
        "ownership": json.dumps([number("uploader"), "uploader"]),
        "cat": f'<div class="cat{listing.category}">&nbsp;</div>',
    }
