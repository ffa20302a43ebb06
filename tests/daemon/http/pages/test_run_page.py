"""A run's page: which books it asked about, which it left out and why, and the way to each."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from domain.events import Report, SearchDue, TorrentFinished
from domain.facts import ChangeSource, RunStatus, Status
from domain.recording import Recording
from handlers.acquiring.search_report import Nearest, Searched, Skipped
from store.books import Book
from store.source_answers import SourceAnswer

HARM = "</bdi><script>alert(1)</script>\u202egnp"
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


def hash_of(number: int) -> str:
    """An info hash that is no number, as those of most torrents."""
    return f"{number:a>40x}"


@pytest.fixture
def run_of(parts, clock):
    async def run_of(kind, trigger="timer"):
        clock.advance(timedelta(hours=1))
        run = await parts.store.runs.start(
            kind, trigger=trigger, first=lambda number: SearchDue(run=number), now=clock.now()
        )
        clock.advance(timedelta(seconds=5))
        return run.id

    return run_of


@pytest.fixture
def download_of(parts, clock):
    async def download_of(title, number):
        return await parts.store.downloads.create(
            Recording(title=title), hashes=(hash_of(number), None, None), found_by="a test", status=Status.PROPOSED,
            now=clock.now(),
        )  # fmt: skip

    return download_of


async def test_a_search_shows_what_it_made_and_what_it_left_out(parts, clock, run_of, download_of, page_of):
    """Of each query: the downloads it created and the books it left out, as links; why; and what was nearest."""
    number = await run_of("search", trigger="person")
    made, had = await download_of("Insurgent", 1), await download_of("Divergent", 2)
    reports = [
        Searched(query="Divergent by Veronica Roth", found=9, proved=2, created=[made.id],
                 left_out=[Skipped("Divergent", f"in the library {HARM}", had.id), Skipped(None, "no record")]),
        Searched(query="Nothing", found=1, nearest=[Nearest("Nothingness", "another author")]),
        Searched(query="Broken", error="MyAnonamouse answered 500"),
    ]  # fmt: skip
    await parts.store.runs.remember(number, **{f"query {n}": asdict(one) for n, one in enumerate(reports)})
    await parts.store.runs.count(number, queries=3, found=10, created=1, left_out=2)
    await parts.store.runs.end(number, status=RunStatus.DONE, reason=None, now=clock.now())

    page = await page_of(f"/runs/{number}")

    assert "9 matches, 2 proved" in page
    assert "1 match, 0 proved" in page
    assert 'Created: <a class="book" href="/downloads/1"><bdi>Insurgent</bdi></a>' in " ".join(page.split())
    assert 'Left out: <a class="book" href="/downloads/2"><bdi>Divergent</bdi></a>' in " ".join(page.split())
    assert "Not proved: <bdi>Nothingness</bdi>" in page
    assert "another author" in page
    assert "MyAnonamouse answered 500" in page
    assert "3 queries searched, 10 matches found, 1 download created, 2 left out" in page
    assert "by you" in page
    assert "<script>alert" not in page


async def test_what_an_older_version_stored_is_shown_too(parts, clock, run_of, page_of):
    """A book that was left out had no number then."""
    number = await run_of("search")
    old = {"query": "Q", "found": 1, "proved": 1, "left_out": [{"title": "Chains", "reason": "there"}]}
    await parts.store.runs.remember(number, **{"query 0": old})

    assert "Left out: <bdi>Chains</bdi>" in " ".join((await page_of(f"/runs/{number}")).split())


@pytest.mark.databases("sqlite", "postgres")
async def test_an_enrichment_names_the_books_that_it_looked_up(parts, clock, run_of, page_of):
    """With the source, whether that knew the book and why; those of other runs are not among them."""
    books = [
        Book(
            item_id=f"i {title}",
            library_id="l",
            path=f"/b/{title}",
            rel_path=title,
            is_file=False,
            title=title,
        )
        for title in ("Before", "Chains", "Lies")
    ]
    await parts.store.books.save(books, now=clock.now())

    async def answered(title, found):
        answer = SourceAnswer(
            item_id=f"i {title}", source=ChangeSource.AUDIBLE, asked_at=clock.now(), in_vain=0, found=found, values={},
            why=f"{title} {HARM}",
        )  # fmt: skip
        await parts.store.source_answers.keep(answer)

    await answered("Before", found=True)
    number = await run_of("enrichment")
    await answered("Chains", found=True)
    await answered("Lies", found=False)
    clock.advance(timedelta(seconds=1))
    await parts.store.runs.end(number, status=RunStatus.DONE, reason="no book is due", now=clock.now())
    clock.advance(timedelta(seconds=1))
    await answered("After", found=True)

    page = await page_of(f"/runs/{number}")

    assert "Books looked up" in page
    assert page.index("/books/i%20Chains") < page.index("/books/i%20Lies")
    assert '</a> <span class="soft">Audible</span>' in " ".join(page.split())
    assert (page.count(">found<"), page.count(">not found<")) == (1, 1)
    assert "Before" not in page
    assert "After" not in page
    assert "<script>alert" not in page


@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize(
    ("kind", "report"), [("reconcile", Report.RECONCILE), ("library-sync", Report.LIBRARY)]
)
async def test_a_run_names_the_torrents_that_it_reported(
    parts, clock, run_of, download_of, page_of, kind, report
):
    """By title where there is a download, and by hash else; what others reported meanwhile is not among them."""
    await download_of("Chains", 1)
    number = await run_of(kind)
    for info_hash, why in ((1, report), (2, report), (3, None), (4, Report.PERSON)):
        await parts.store.inbox.add(
            TorrentFinished(info_hash=hash_of(info_hash), report=why), now=clock.now()
        )

    page = await page_of(f"/runs/{number}")

    assert 'href="/downloads/1"><bdi>Chains</bdi>' in page
    assert hash_of(2) in page
    assert hash_of(3) not in page
    assert hash_of(4) not in page


async def test_a_refresh_names_the_listings_that_it_read(parts, clock, run_of, download_of, page_of):
    """Each leads to its download."""
    await download_of("Chains", 1)
    await download_of("Lies", 2)
    number = await run_of("refresh")
    await parts.store.downloads.update(1, refreshed_at=clock.now())

    page = await page_of(f"/runs/{number}")

    assert 'href="/downloads/1"><bdi>Chains</bdi>' in page
    assert "Lies" not in page


async def test_a_failed_run_does_not_say_that_there_was_nothing_to_do(parts, clock, run_of, page_of):
    """It says why it failed; a run that found nothing says that."""
    failed, idle = await run_of("search"), await run_of("refresh", trigger="start")
    await parts.store.runs.end(failed, status=RunStatus.FAILED, reason="refused", now=clock.now())
    await parts.store.runs.end(idle, status=RunStatus.DONE, reason=None, now=clock.now())

    assert "nothing to do" not in await page_of(f"/runs/{failed}")
    page = await page_of(f"/runs/{idle}")
    assert "nothing to do" in page
    assert "as shelfhook started" in page


async def test_the_answer_has_them_for_programs(parts, run_of, download_of, url, http, token):
    """`GET /api/runs/N` lists the queries and the books."""
    number = await run_of("search")
    made = await download_of("Insurgent", 1)
    await parts.store.runs.remember(
        number, **{"query 0": asdict(Searched(query="Q", found=1, proved=1, created=[made.id]))}
    )

    async with http.get(f"{url}/api/runs/{number}", headers=token) as answer:
        body = await answer.json()

    assert body["searched"][0]["created"] == [made.id]
    assert body["books"] == []
