"""Whose turn it is, and how far the library is covered, on both databases."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite

from domain.enrichment import LONGEST
from domain.recording import Series
from sandbox.clock import START
from store import work
from store.books import Book, Books
from store.database import Database
from store.enrichment import Completeness, Enrichment, due_query
from store.mirror import Mirror
from store.tables import BOOKS

DAY = timedelta(days=1)


@pytest.fixture
def queue(db: Database) -> Enrichment:
    return Enrichment(db)


def book(name: str, **fields) -> Book:
    return Book(
        item_id=name, library_id="l", path=f"/b/{name}", rel_path=name, is_file=False, title=name, **fields
    )


async def save(db: Database, *books: Book) -> None:
    await Books(db).save(books, now=START)


async def due(queue: Enrichment, now=START, limit=50) -> list[str]:
    return [one.item_id for one in await queue.due(now=now, limit=limit)]


async def test_never_looked_up_ones_come_first_and_then_the_oldest(db, queue):
    """Whatever the order in which they came, and however often they were looked up in vain."""
    await save(db, *(book(name) for name in "abcdef"))
    await queue.settle(["c"], in_vain=3, now=START - 9 * DAY)
    await queue.settle(["a"], in_vain=0, now=START - 5 * DAY)
    await queue.settle(["e"], in_vain=1, now=START - 7 * DAY)

    assert await due(queue) == ["b", "d", "f", "c", "e", "a"]
    assert await due(queue, limit=4) == ["b", "d", "f", "c"]


async def test_a_book_s_interval_grows_with_each_look_in_vain(db, queue):
    """After one in vain it is due the next day, after the sixth 32 days later, and no later than that."""
    await save(db, book("a"))
    found = []
    for in_vain, days in enumerate([1, 1, 2, 4, 8, 16, 32]):
        await queue.settle(["a"], in_vain=in_vain, now=START)
        found += [bool(await due(queue, START + many * DAY)) for many in (days - 1, days)]

    assert found == [False, True] * (LONGEST + 1)


async def test_missing_books_are_passed_over(db, queue):
    """One that is gone has no turn until it is back."""
    await save(db, book("a"), book("b"))
    await queue.settle(["b"], in_vain=0, now=START - 5 * DAY)
    await Mirror(db).lost(["a", "b"], now=START)
    assert await due(queue) == []

    await save(db, book("a"))

    assert await due(queue) == ["a"]


async def test_a_due_book_has_what_is_known_of_it(db, queue):
    """All that decides what to ask for, and how often that was in vain."""
    series = (Series(name="Discworld", sequence="9"),)
    full = book(
        "a", authors=("T. Pratchett",), series=series, isbn="1", publisher="Corgi", published_year="1990"
    )
    await save(db, full)
    await queue.settle(["a"], in_vain=2, now=START - 9 * DAY)

    [found] = await queue.due(now=START)

    assert (found.facts.title, found.facts.authors, found.facts.isbn) == ("a", ("T. Pratchett",), "1")
    assert (found.facts.publisher, found.facts.published_year) == ("Corgi", "1990")
    assert (found.facts.description, found.series, found.in_vain) == (None, series, 2)


async def test_what_is_saved_of_a_book_later_keeps_its_turn(db, queue):
    """The mirror's own news do not make a book new."""
    await save(db, book("a"))
    await queue.settle(["a"], in_vain=1, now=START)

    await save(db, book("a", publisher="Corgi"))

    assert await due(queue, START + DAY / 2) == []


async def test_coverage_of_an_empty_library(queue):
    """Nothing of nothing is no share of it."""
    coverage = await queue.coverage(now=START)

    assert (coverage.total, coverage.updated, coverage.pending, coverage.percent) == (0, 0, 0, 0.0)
    assert (coverage.oldest, coverage.newest, coverage.average_age) == (None, None, None)
    assert set(coverage.fields.values()) == {0}


async def test_coverage_counts_books_and_their_fields(db, queue):
    """Books looked up, how long ago, and per field how many have it; blank is nothing, missing do not count."""
    await save(
        db,
        book("a", authors=("A",), isbn="1", description="words"),
        book("b", authors=("A",), narrators=("N",), isbn=" ", publisher=""),
        book("c", series=(Series(name="S"),), published_year="1990", asin="B0"),
        book("d", publisher="gone"),
    )
    await Mirror(db).lost(["d"], now=START)
    await queue.settle(["a"], in_vain=0, now=START - 3 * DAY)
    await queue.settle(["b"], in_vain=1, now=START - DAY)

    coverage = await queue.coverage(now=START)
    completeness = await queue.completeness()

    assert (coverage.total, coverage.updated, coverage.pending, coverage.percent) == (3, 2, 1, 66.7)
    assert completeness == Completeness(total=3, updated=2, fields=coverage.fields)
    assert (coverage.oldest, coverage.newest) == (START - 3 * DAY, START - DAY)
    assert coverage.average_age == 2 * DAY
    assert coverage.fields == {
        "title": 3, "authors": 2, "narrators": 1, "series": 1, "publisher": 0,
        "published_year": 1, "isbn": 1, "asin": 1, "description": 1,
    }  # fmt: skip


async def test_the_choice_reads_ranges_of_one_index_and_scans_nothing(db, queue):
    """For each group of books one search of the index: the plan does not know how many books there are."""
    await _fill(db, 20_000)
    groups = LONGEST + 2

    plan = await _plan(db)

    assert len(await queue.due(now=START)) == 50
    assert sum("ix_books_enrichment" in step for step in plan) == groups
    whole = "SCAN books" if db.is_sqlite else "Seq Scan"
    assert not [step for step in plan if whole in step]


async def _fill(db: Database, number: int) -> None:
    rows = [
        {
            **{name: f"{name} {n}" for name in ("path", "path_key", "rel_path", "title")},
            "item_id": f"{n * 7919 % number:06}",
            "library_id": "l",
            "is_file": False,
            **{name: [] for name in ("authors", "narrators", "series")},
            "abridged": False,
            "seen_at": START,
            "last_metadata_updated": START - timedelta(minutes=5 * n) if n % 3 else None,
            "enrichments_in_vain": n % 7 if n % 3 else 0,
        }
        for n in range(number)
    ]
    await db.write(work.change(insert(BOOKS), rows))
    await db.write(work.change(text("ANALYZE books")))


async def _plan(db: Database) -> Sequence[str]:
    dialect = sqlite.dialect() if db.is_sqlite else postgresql.dialect()
    statement = due_query(START, 50).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
    return await db.read(
        lambda connection: [
            str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}").all()
        ]
    )
