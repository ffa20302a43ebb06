"""What a search costs MAM: one request a hundred results, and none to look at them again, page by page or sorted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from search_visitor import BROWSER, HAIL_MARY, rows

from sandbox.catalogue import listing
from tests.fixtures.places import ROOT

STATIC = ROOT / "daemon" / "http" / "static"
LIVE = BROWSER | {"HX-Request": "true"}


async def test_a_search_does_not_wait_for_another(visitor, stage):
    """Results that are kept are shown while MAM is slow with other words."""
    one = await visitor()
    await one.open(HAIL_MARY)

    async with one.one.daemon.api.acquisition.manual._turn:  # as a search in flight holds it
        page = await one.open(HAIL_MARY)

    assert "9000401" in rows(page)


async def test_a_reload_costs_mam_nothing(visitor, stage, clock):
    """Nor does an open page that keeps itself up to date, however long it is open, or one that no results are kept of."""
    one = await visitor()
    first = await one.open(HAIL_MARY)
    asked = len(stage.mam.visits)

    again = await one.open(HAIL_MARY)
    clock.advance(timedelta(hours=3))
    live = await one.open(HAIL_MARY, headers=LIVE)
    await one.open("/search?q=never+searched", headers=LIVE, status=204)

    assert rows(again) == rows(first)
    assert set(rows(live)) == set(rows(first))
    assert len(stage.mam.visits) == asked
    assert 'http-equiv="refresh"' not in first


async def test_hundreds_of_results_come_in_pages(visitor, stage):
    """A request reads a hundred, a page shows 25, and the rest is read when a person wants it."""
    for number in range(250):
        stage.mam.list_also(replace(listing(9000401), torrent_id=9400000 + number, title=f"Salt {number:03}"))
        stage.mam.add_poster(9400000 + number)
    one = await visitor()

    first = await one.open("/search?q=salt")
    last = await one.open("/search?q=salt&page=4")
    asked = len(stage.mam.visits)
    more = await one.open("/search?q=salt&limit=200&page=8")

    assert len(rows(first)) == len(rows(last)) == len(rows(more)) == 25
    assert len(first) + sum(file.stat().st_size for file in STATIC.rglob("*.[jc]s*")) < 150_000
    assert "250 results" in first
    assert "1 to 25 of 100" in first
    assert "76 to 100 of 100" in last
    assert 'href="/search?q=salt&amp;limit=200"' in first
    assert (asked, len(stage.mam.visits)) == (1, 3)
    assert len(set(rows(first)) | set(rows(last)) | set(rows(more))) == 75
    assert "There is no page 99" in await one.open("/search?q=salt&page=99")


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("seeders", "9300002", "9300003"), ("smallest", "9300001", "9300003"), ("newest", "9300003", "9300002")],
)
async def test_results_are_sorted_without_asking_again(visitor, stage, sort, first, last):
    """By a link in the page; what MAM does not say comes last."""
    for number, seeders, size, year in ((1, 5, 10**6, 2020), (2, 9, 10**9, 2019), (3, 1, 10**10, 2024)):
        one = replace(listing(9000401), torrent_id=9300000 + number, title=f"Salt {number}", seeders=seeders)
        stage.mam.list_also(replace(one, size_bytes=size, added=datetime(year, 1, 1, tzinfo=UTC)))
    one = await visitor()
    plain = await one.open("/search?q=salt")
    asked = len(stage.mam.visits)

    page = await one.open(f"/search?q=salt&sort={sort}")

    assert f'href="/search?q=salt&amp;sort={sort}"' in plain
    best, *_, worst = rows(page)
    assert (best, worst) == (first, last)
    assert len(stage.mam.visits) == asked
