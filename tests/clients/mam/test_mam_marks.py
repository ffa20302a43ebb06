"""MAM's marks of a torrent's content, and its newer categories, in rows and on pages."""

import json
from dataclasses import replace

import pytest

from clients.mam.pages import read_detail, read_results
from clients.mam.rows import read_search
from sandbox.catalogue import listing
from sandbox.mam.detail_page import detail_page
from sandbox.mam.result_page import result_page
from sandbox.mam.rows import row
from tests.fixtures.mam_page_samples import page

BOOK = 9000401


@pytest.mark.parametrize(
    ("browseflags", "explicit"),
    [(0, None), (2, False), (2 | 4 | 64, False), (8, True), (16, True), (4 | 8, True), (32, False)],
)
def test_a_row_and_both_pages_say_alike_whether_a_book_is_explicit(browseflags, explicit):
    """All of it or some counts; where nothing is marked at all, nothing is known."""
    marked = replace(listing(BOOK), browseflags=browseflags)

    (from_row,) = read_search(json.dumps({"data": [row(marked, uid=1)]}).encode()).recordings
    (from_results,) = read_results(page("Search", result_page([marked], start=0, uid=1))).recordings
    from_detail = read_detail(page("Details", detail_page(marked, uid=1)))

    assert [one.explicit for one in (from_row, from_results, from_detail)] == [explicit] * 3


def test_newer_categories_are_read_by_their_ids():
    """A book may have several; what is no id is none."""
    several = replace(listing(BOOK), category=111)

    (from_results,) = read_results(page("Search", result_page([several], start=0, uid=1))).recordings
    from_detail = read_detail(page("Details", detail_page(several, uid=1)))
    (from_row,) = read_search(json.dumps({"data": [row(several, uid=1)]}).encode()).recordings

    assert from_row.categories == from_results.categories == from_detail.categories == (13, 42)


def test_flags_that_cannot_be_read_say_nothing():
    """They are named among what was dropped."""
    odd = row(listing(BOOK), uid=1) | {"browseflags": "many"}

    found = read_search(json.dumps({"data": [odd]}).encode())

    assert found.recordings[0].explicit is None
    assert found.dropped == (f"{BOOK}: browseflags",)
