"""MAM's HTML pages, as recordings. An API session never asks for one (facts/mam.md 0)."""

import re
from itertools import islice
from typing import Final

from clients.mam.allowance import Allowance
from clients.mam.assembly import Parsed
from clients.mam.detail_page import DetailReader
from clients.mam.markup import Element, has_class, text_of, tree, unexpected
from clients.mam.result_rows import parse_result_row
from clients.mam.rows import MOST_ROWS, SearchPage
from domain.errors import UnexpectedAnswerError
from domain.extraction import ExtraFields
from domain.recording import Recording

_FOUND: Final = re.compile(r"out of ([0-9,]{1,15})")
_RANGE: Final = re.compile(r"([0-9]{1,12})\s*-\s*([0-9]{1,12})")


def read_results(body: bytes, *, extra: ExtraFields | None = None) -> SearchPage:
    """The recordings of a result page; none when it says that nothing was found.

    Raises:
        CredentialsError: It is the login page.
        UnexpectedAnswerError: It is another page, or one whose results a script has yet to fill in.
    """
    results, parsed = parse_results(body)
    recordings = tuple([row.recording(extra) for row in parsed])
    return _page(results, recordings, tuple([problem for row in parsed for problem in row.unreadable]))


def parse_results(body: bytes) -> tuple[Element, list[Parsed]]:
    """The results of a result page: the fields of its rows."""
    page = tree(body)
    results = next((part for part in page.iter("div") if part.get("id") == "ssr"), None)
    rows = (row for row in page.iter("tr") if (row.get("id") or "").startswith("tdr-"))
    allowance = Allowance()
    parsed = [_within(allowance, parse_result_row(row)) for row in islice(rows, MOST_ROWS)]
    if results is None and not parsed:
        raise unexpected(body, "a page of results")
    if results is not None and not parsed and not text_of(results):
        raise UnexpectedAnswerError(
            "answered a page of results without results: a script fills them in", service="mam"
        )
    return page if results is None else results, parsed


def _within(allowance: Allowance, row: Parsed) -> Parsed:
    """The row without the texts that are more than the page may have."""
    row.fields, over = allowance.cut(row.fields)
    row.unreadable += [f"{row.fields.get('torrent_id', 'a row without id')}: {name}" for name in over]
    return row


def read_detail(body: bytes, *, extra: ExtraFields | None = None) -> Recording:
    """The recording of a torrent's own page.

    Raises:
        CredentialsError: It is the login page.
        NotFoundError: It says that the torrent does not exist.
        UnexpectedAnswerError: It is another page.
    """
    return parse_detail(body).recording(extra)


def parse_detail(body: bytes) -> Parsed:
    """The fields of a torrent's own page."""
    page = tree(body)
    main = next((part for part in page.iter("div") if part.get("id") == "torDetMainCon"), None)
    if main is None:
        raise unexpected(body, "the page of a torrent")
    return DetailReader(page, main).parsed()


def _page(results: Element, recordings: tuple[Recording, ...], dropped: tuple[str, ...]) -> SearchPage:
    """The numbers beside the rows."""
    jump = next((part for part in results.iter("span") if has_class(part, "torSearchJump")), None)
    found = None if jump is None else _FOUND.search(text_of(jump))
    pages = [] if jump is None else [_RANGE.search(option.text or "") for option in _first_and_here(jump)]
    first, here = (pages[0], pages[-1]) if pages else (None, None)
    start = int(here[1]) - 1 if here and int(here[1]) else 0
    per_page = int(first[2]) if first and int(first[1]) == 1 else 0
    count = start + len(recordings)
    total = int(found[1].replace(",", "") or 0) if found else count
    return SearchPage(
        recordings=recordings,
        found=total,
        total=count,
        start=start,
        per_page=max(per_page, len(recordings)),
        dropped=dropped,
    )


def _first_and_here(jump: Element) -> list[Element]:
    """The first entry of the list of pages, and the one of this page; "1-10" and "21-30"."""
    options = list(jump.iter("option"))
    return options[:1] + [option for option in options if option.get("selected") is not None][:1]
