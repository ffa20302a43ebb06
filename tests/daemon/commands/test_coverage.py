"""How far the library is covered, over HTTP and on the command line."""

import json
from datetime import timedelta

import pytest

from daemon.parts import Parts
from domain.facts import ChangeSource
from sandbox.clock import START
from store.books import Book
from store.source_answers import SourceAnswer

NOT_CONFIGURED = "Google Books API not configured: set GOOGLE_BOOKS_API_KEY;"


@pytest.fixture
async def library(parts: Parts) -> None:
    """Four books, one of them with an ISBN, three of them looked up one to three days ago."""
    books = [
        Book(
            item_id=name,
            library_id="l",
            path=f"/{name}",
            rel_path=name,
            is_file=False,
            title=name,
            authors=("A",),
            isbn="9780756404079" if name == "a" else None,
        )
        for name in "abcd"
    ]
    await parts.store.books.save(books, now=START)
    for days, name in enumerate("abc", start=1):
        await parts.store.enrichment.settle([name], in_vain=0, now=START - timedelta(days=days))
    for name, found in (("a", True), ("b", False)):
        await parts.store.source_answers.keep(
            SourceAnswer(
                item_id=name,
                source=ChangeSource.AUDIBLE,
                asked_at=START,
                in_vain=0,
                found=found,
                values={},
                why="as it was",
            )
        )


@pytest.mark.databases("sqlite", "postgres")
async def test_coverage_over_http(library, url, http):
    """Total, looked up, pending, share, oldest, newest, average age, fields, and what is in the way."""
    async with http.get(url + "/api/coverage") as answer:
        body = await answer.json()

    assert answer.status == 200
    fields = body.pop("fields")
    assert body.pop("problem").startswith(NOT_CONFIGURED)
    assert body == {
        "total": 4,
        "updated": 3,
        "pending": 1,
        "percent": 75.0,
        "oldest": "2026-01-12T12:00:00Z",
        "newest": "2026-01-14T12:00:00Z",
        "average_age_seconds": 2 * 86400,
        "sources": [{"source": "audible", "asked": 2, "found": 1}],
    }
    assert (fields["title"], fields["authors"], fields["isbn"], fields["description"]) == (4, 4, 1, 0)


async def test_an_empty_library_is_covered_as_well(url, http):
    """Before the first sync the figures are there, and say that there is nothing."""
    async with http.get(url + "/api/coverage") as answer:
        body = await answer.json()

    assert (body["total"], body["percent"], body["oldest"], body["average_age_seconds"]) == (0, 0, None, None)


async def test_status_shows_the_coverage(library, url, shelfhook):
    """The guide's figures in words, and the fix of what is in the way."""
    result = await shelfhook("status")

    assert result.exit_code == 0
    assert "library: 4 books, 3 looked up at Google Books (75.0 %), 1 pending" in result.output
    assert "looked up: the oldest 3 days ago, the newest a day ago, on average" in result.output
    assert "books that have: title 4, authors 4, narrators 0," in result.output
    assert "Audible: asked about 2 books, 1 found" in result.output
    assert f"lookups at Google Books are off: {NOT_CONFIGURED}" in result.output


async def test_status_for_machines(library, url, shelfhook):
    """One JSON object holds the health and the coverage."""
    result = await shelfhook("status", "--json")

    told = json.loads(result.output)
    assert told["status"] == "ok"
    assert told["coverage"]["pending"] == 1
