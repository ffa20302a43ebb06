"""Print and e-book editions of the catalogue's books, with all that is odd in real records."""

import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sandbox.catalogue import CATALOGUE, Listing

Volume = dict[str, Any]
"""An item of the API's answer."""

_PUBLISHERS: Final = {
    "Brandon Sanderson": "Tor Books",
    "N. K. Jemisin": "Orbit",
    "Patrick Rothfuss": "DAW Books",
    "Andy Weir": "Ballantine Books",
    "Veronica Roth": "Katherine Tegen Books",
    "Stephen King": "Anchor",
    "George R. R. Martin": "Bantam",
    "J. K. Rowling": "Scholastic",
    "Rick Riordan": "Disney Hyperion",
}
_KNOWN_BODIES: Final = {"The Name of the Wind": "075640407"}
_LANGUAGES: Final = {1: "en", 36: "fr", 37: "de"}
_MISSING: Final = (
    (),
    ("subtitle", "description"),
    ("publisher",),
    ("industryIdentifiers",),
    ("publishedDate", "categories"),
    ("language", "pageCount"),
    ("description", "imageLinks", "maturityRating"),
)


def isbn_13(body: str) -> str:
    """The ISBN-13 of nine digits, after 978, with its check digit."""
    digits = f"978{body}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def isbn_10(body: str) -> str:
    """The ISBN-10 of nine digits with its check digit, which may be X."""
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(body)) % 11
    return f"{body}{'X' if check == 10 else check}"


def _body(title: str) -> str:
    return _KNOWN_BODIES.get(title) or f"1999{zlib.crc32(title.encode()) % 100_000:05}"


def _identifiers(place: int, title: str) -> list[dict[str, str]]:
    """Most have both numbers; others one, a wrong one, or something that is no ISBN at all."""
    body = _body(title)
    thirteen, ten = isbn_13(body), isbn_10(body)
    other = {"type": "OTHER", "identifier": f"UOM:39015{body}"}
    wrong = f"{thirteen[:-1]}{(int(thirteen[-1]) + 1) % 10}"
    usual = [{"type": "ISBN_13", "identifier": thirteen}, {"type": "ISBN_10", "identifier": ten}]
    odd = {
        3: [{"type": "ISBN_10", "identifier": ten}, {"type": "ISBN_13", "identifier": thirteen}, other],
        5: [{"type": "ISBN_10", "identifier": ten}],
        7: [other],
        9: [{"type": "ISBN_13", "identifier": wrong}],
        11: [{"type": "ISSN", "identifier": "1234-5679"}],
    }
    return usual if title in _KNOWN_BODIES else odd.get(place % 13, usual)


def _published(place: int, released: date) -> str:
    """A day, a month, a year, or what a librarian could read of one."""
    year = f"{released:%Y}"
    odd = {1: year, 2: f"{released:%Y-%m}", 6: f"{year}*", 10: "19??"}
    return odd.get(place % 12, released.isoformat())


def _volume(volume_id: str, info: dict[str, Any]) -> Volume:
    volume: Volume = {
        "kind": "books#volume",
        "id": volume_id,
        "etag": volume_id[::-1],
        "selfLink": f"https://www.googleapis.com/books/v1/volumes/{volume_id}",
        "volumeInfo": info,
    }
    if isinstance(info.get("description"), str):
        volume["searchInfo"] = {"textSnippet": f"{info['description'][:40]} ..."}
    return volume


def _id(*parts: object) -> str:
    """Twelve signs, as the service's ids have."""
    return f"{zlib.crc32(repr(parts).encode()):08x}sbAQ"


def _own(place: int, listing: Listing) -> Volume:
    author = listing.authors[0]
    info = {
        "title": listing.title,
        "subtitle": "A Novel"
        if place_in(listing) in {"1", "?"}
        else f"Book {place_in(listing)} of {listing.series[0].name}",
        "authors": list(listing.authors),
        "publisher": _PUBLISHERS.get(author, "HarperCollins"),
        "publishedDate": _published(place, listing.release_date or date(2001, 9, 1)),
        "description": f"<p>{listing.blurb}</p> A bestseller &amp; a classic.",
        "industryIdentifiers": _identifiers(place, listing.title),
        "pageCount": 300 + place,
        "categories": ["Fiction"],
        "maturityRating": "NOT_MATURE",
        "imageLinks": {"thumbnail": "http://books.google.com/books/content?zoom=1"},
        "language": _LANGUAGES[listing.language],
    }
    missing = () if listing.title in _KNOWN_BODIES else _MISSING[place % len(_MISSING)]
    return _volume(_id("own", listing.torrent_id), {name: info[name] for name in info if name not in missing})


def place_in(listing: Listing) -> str:
    """The number in the first series; "?" without one."""
    return (listing.series[0].number if listing.series else "") or "?"


def _near_misses(listing: Listing) -> Iterator[Volume]:
    """What a careless reader would take for the book."""
    title, author = listing.title, listing.authors[0]
    yield _volume(
        _id("summary", title),
        {"title": f"Summary of {title} by {author}", "authors": ["Quick Reading"], "publishedDate": "2019"},
    )
    yield _volume(
        _id("guide", title),
        {
            "title": title,
            "subtitle": "A Study Guide",
            "authors": ["SuperSummary"],
            "industryIdentifiers": [{"type": "ISBN_13", "identifier": isbn_13(_body(f"guide to {title}"))}],
        },
    )
    if listing.series:
        yield _volume(
            _id("box", title),
            {
                "title": f"{listing.series[0].name} Boxed Set",
                "subtitle": f"{title} and more",
                "authors": [author],
                "publisher": "Boxes & Co",
            },
        )


def _books(listings: Sequence[Listing]) -> list[Listing]:
    """One listing for each book: no collections, dramatisations or second editions."""
    books: dict[tuple[str, str], Listing] = {}
    for listing in listings:
        collection = bool(listing.series) and "-" in listing.series[0].number
        if listing.main_cat == 13 and not collection and "Drama" not in listing.title:
            author = "".join(filter(str.isalpha, listing.authors[0]))
            books.setdefault((listing.title, author), listing)
    return list(books.values())


def _volumes() -> Iterator[Volume]:
    for place, listing in enumerate(_books(CATALOGUE)):
        near = list(_near_misses(listing))
        # The book itself comes first, or only after one or two that are not it.
        first = place % 3
        yield from (*near[:first], _own(place, listing), *near[first:])


VOLUMES: Final = tuple(_volumes())


def odd_volumes() -> tuple[Volume, ...]:
    """Volumes titled "Oddity" whose other values are not what the reference says, and one without a title."""
    odd: tuple[dict[str, Any], ...] = (
        {},
        {"authors": "A Text, Not a List"},
        {"authors": [], "publisher": 7, "pageCount": "many"},
        {"publishedDate": 2007, "description": None},
        {"publishedDate": "", "industryIdentifiers": None},
        {"industryIdentifiers": [{"type": "ISBN_13"}, {"identifier": "9780756404079"}, "text"]},
        {"industryIdentifiers": [{"type": "ISBN_13", "identifier": 9780756404079}], "language": ["en"]},
    )
    volumes = (_volume(_id("odd", place), {"title": "Oddity", **info}) for place, info in enumerate(odd))
    return (*volumes, {"kind": "books#volume", "id": "noinfo000000"}, _volume("notitle00000", {}))
