"""What MAM's pages cost to read, over what lxml alone takes to parse the same bytes."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

from lxml import html

from clients.mam.pages import parse_detail, parse_results, read_detail, read_results
from sandbox.catalogue import CATALOGUE
from sandbox.mam.detail_page import detail_page
from sandbox.mam.frame import member_page
from sandbox.mam.result_page import PAGE_ROWS, result_page

_CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "mam"
_USER: Final = {"uid": 1, "username": "reader", "classname": "VIP", "ratio": "4.02", "unsat": 0}
_RATIOS: Final = 5
_ROUNDS: Final = 6

PARSING_LIMIT: Final = 5.0
READING_LIMIT: Final = 6.0
"""Reading is parsing and the facts in the texts: rules that no markup makes dearer."""


def measure() -> list[dict[str, Any]]:
    """The ratios for result pages and torrent pages: parsed into fields, and read into recordings with facts."""
    results, details = _pages()
    return [
        _ratio("parsing: result pages into fields, over lxml alone", results, parse_results, PARSING_LIMIT),
        _ratio("parsing: torrent pages into fields, over lxml alone", details, parse_detail, PARSING_LIMIT),
        _ratio("reading: result pages with the facts in their texts", results, read_results, READING_LIMIT),
        _ratio("reading: torrent pages with the facts in their texts", details, read_detail, READING_LIMIT),
    ]


def _pages() -> tuple[list[bytes], list[bytes]]:
    """Real pages where they are beside the checkout, else the stand-in's."""
    if _CORPUS.is_dir():
        return (
            [path.read_bytes() for path in sorted(_CORPUS.glob("search_*.html"))],
            [path.read_bytes() for path in sorted(_CORPUS.glob("torrent_*.html"))],
        )
    starts = range(0, len(CATALOGUE), PAGE_ROWS)
    results = [result_page(CATALOGUE, start=start, uid=1) for start in starts]
    details = [detail_page(listing, uid=1) for listing in CATALOGUE[::PAGE_ROWS]]
    return (
        [member_page("Search Results", content, _USER).encode() for content in results],
        [member_page("Details", content, _USER).encode() for content in details],
    )


def _ratio(name: str, pages: list[bytes], read: Callable[[bytes], object], limit: float) -> dict[str, Any]:
    """The median of several ratios, each of the best of some rounds over all pages beside rounds of lxml alone."""
    value = round(median(_once(pages, read) for _ in range(_RATIOS)), 2)
    return {"name": name, "value": value, "limit": limit, "unit": "times", "ok": value <= limit}


def _once(pages: list[bytes], read: Callable[[bytes], object]) -> float:
    ours, alone = [], []
    for _ in range(_ROUNDS):
        alone.append(_seconds(html.document_fromstring, pages))
        ours.append(_seconds(read, pages))
    return min(ours) / min(alone)


def _seconds(read: Callable[[bytes], object], pages: list[bytes]) -> float:
    started = time.process_time()
    for page in pages:
        read(page)
    return time.process_time() - started
