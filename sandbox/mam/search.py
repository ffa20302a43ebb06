"""Which listings a search finds, and the JSON answer that holds them (facts/mam.md 2.2, 2.4)."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Final

from sandbox.catalogue import Listing
from sandbox.mam.requests import Search
from sandbox.mam.rows import row

NOTHING: Final = {"error": "Nothing returned, out of 0"}

_TYPES: Final[Mapping[str, Callable[[Listing], bool]]] = {
    "active": lambda listing: listing.seeders > 0,
    "inactive": lambda listing: listing.seeders == 0,
    "fl": lambda listing: listing.free,
    "fl-VIP": lambda listing: listing.free or listing.vip,
    "VIP": lambda listing: listing.vip,
    "nVIP": lambda listing: not listing.vip,
}
_SORTS: Final[Mapping[str, Callable[[Listing], Any]]] = {
    "title": lambda listing: listing.title,
    "file": lambda listing: listing.files,
    "size": lambda listing: listing.size_bytes,
    "seeders": lambda listing: listing.seeders,
    "leechers": lambda listing: listing.leechers,
    "snatched": lambda listing: listing.snatched,
    "date": lambda listing: listing.added,
    "category": lambda listing: listing.category,
}
_OPERATOR: Final = re.compile(r"@(?:\(([\w, ]+)\)|(\w+)|\*)")


@lru_cache(maxsize=10_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text as the search index holds them: no case, no accents, split at other signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"[\w*]+", "".join(sign for sign in plain if not unicodedata.combining(sign))))


def find(search: Search, listings: Sequence[Listing], hashes: Mapping[int, str]) -> list[Listing]:
    """All that match, in the order asked for.

    Args:
        search: The parameters; an id or an info hash names one torrent, whatever else is given.
        listings: Where to look.
        hashes: The info hashes, by torrent id.
    """
    if search.torrent_id or search.info_hash:
        return [
            listing
            for listing in listings
            if listing.torrent_id == search.torrent_id or hashes.get(listing.torrent_id) == search.info_hash
        ]
    found = [listing for listing in listings if _passes(search, listing) and _has_words(search, listing)]
    order = _SORTS.get(search.sort.removesuffix("Asc").removesuffix("Desc"))
    if order is None:
        return sorted(found, key=lambda listing: listing.torrent_id, reverse=True)
    return sorted(found, key=order, reverse=search.sort.endswith("Desc"))


def answer(
    search: Search,
    found: Sequence[Listing],
    *,
    uid: int,
    poster: Callable[[int], str | None] = lambda _: None,
) -> dict[str, Any]:
    """The JSON answer with the page of rows that was asked for; *poster* gives the address of a torrent's picture."""
    page = found[search.start : search.start + search.perpage]
    if not page:
        return NOTHING
    return {
        "perpage": search.perpage,
        "start": search.start,
        "data": [row(one, uid=uid, opt_in=search.opt_in, poster=poster(one.torrent_id)) for one in page],
        "total": search.start + len(page),
        "found": len(found),
    }


def _passes(search: Search, listing: Listing) -> bool:
    kind = _TYPES.get(search.search_type)
    snatched = bool(listing.row_overrides.get("my_snatched", 0))
    return (
        (not search.main_cat or listing.main_cat in search.main_cat)
        and (not search.cat or listing.category in search.cat)
        and (not search.languages or listing.language in search.languages)
        and (kind is None or kind(listing))
        and (not search.flags or bool(listing.browseflags & search.flags) == search.flags_show)
        and (not search.only_snatched or snatched)
    )


def _has_words(search: Search, listing: Listing) -> bool:
    """Whether every word stands in one of the fields it may stand in; all fields count together."""
    held = _index(listing)
    for fields, asked in _groups(search):
        pool = [word for field in fields for word in held.get(field, ())]
        if not all(any(fnmatchcase(word, pattern) for word in pool) for pattern in asked):
            return False
    return True


def _groups(search: Search) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Words with the fields they are sought in: ``@author`` and ``@(title,series)`` change them inline."""
    fields: Sequence[str] = search.fields
    rest = search.text
    while operator := _OPERATOR.search(rest):
        yield fields, words(rest[: operator.start()])
        names = operator[1] or operator[2]
        fields = re.split(r"[, ]+", names) if names else search.fields
        rest = rest[operator.end() :]
    yield fields, words(rest)


def _index(listing: Listing) -> dict[str, Sequence[str]]:
    return {
        "title": words(listing.title),
        "author": words(" ".join(listing.authors)),
        "narrator": words(" ".join(listing.narrators)),
        "series": words(" ".join(f"{place.name} {place.number}" for place in listing.series)),
        "description": words(listing.description),
        "tags": words(listing.tags),
        "fileTypes": words(" ".join(listing.file_types)),
        "filenames": words(listing.title),
    }
