"""The lists as the server sends them: words, filters, order and page stand in the address, and work without scripts."""

import re
from html import unescape

import pytest

from domain.facts import ChangeSource, ChangeStatus, Status
from domain.recording import Recording
from store.books import Book
from store.changes import NewChange


@pytest.fixture
async def sixty(parts, clock):
    for number in range(1, 61):
        await parts.store.downloads.create(
            Recording(title=f"Book {number:02}", authors=("Ann Reed" if number % 2 else "Jo Doe",)),
            hashes=(f"{number:040x}", None, None),
            found_by="a test",
            status=Status.APPLIED,
            now=clock.now(),
        )


async def read_through(page_of, address: str) -> list[str]:
    """The numbers of the downloads on a page and on those that follow it."""
    path, seen = address.partition("?")[0], []
    while address:
        page = await page_of(address)
        seen += re.findall(r'<tr id="download-(\d+)"', page)
        following = re.search(r'<a href="(\?[^"]*)" rel="next">', page)
        address = following and path + unescape(following[1])
    return seen


@pytest.mark.databases("sqlite", "postgres")
async def test_long_lists_come_a_page_at_a_time(sixty, page_of):
    """Each page names the next one, no record is on two, and what was asked for goes along."""
    every = [str(number) for number in range(60, 0, -1)]

    assert await read_through(page_of, "/downloads?show=done") == every
    assert await read_through(page_of, "/downloads?q=ann+reed&sort=oldest") == [
        str(n) for n in range(1, 61, 2)
    ]
    assert await read_through(page_of, "/downloads?size=100") == every
    assert await read_through(page_of, "/downloads?show=left") == []


async def test_a_page_is_jumped_to_and_says_where_it_is(sixty, page_of):
    """Which rows of how many, with the way to the first and last page; a page too far leads back."""
    second, beyond = await page_of("/downloads?page=2"), await page_of("/downloads?page=9&q=book")

    assert "26 to 50 of 60" in second
    assert 'rel="prev"' in second
    assert re.search(r'<input type="number" name="page" min="1" max="3" value="2">', second)
    assert "The list has no page 9." in beyond
    assert 'href="?q=book"' in beyond
    assert 'href="?q=book&amp;page=3" rel="prev"' in beyond
    assert not re.search(r"\d to \d+ of 60", beyond)


async def test_the_form_holds_what_the_address_asks_for(sixty, page_of):
    """So that the next word does not lose the filter; without scripts it has a button."""
    page = await page_of("/downloads?show=done&q=%22%3E%3Cscript%3E&sort=title&size=100")
    [form] = re.findall(r'<form class="controls".*?</form>', page, flags=re.DOTALL)

    assert 'value="&#34;&gt;&lt;script&gt;"' in form
    assert 'name="show" value="done"' in form
    assert '<option value="title" selected>' in form
    assert '<option value="100" selected>' in form
    assert "<button>Show</button>" in form
    assert "Nothing here matches" in page


@pytest.mark.parametrize(
    "address",
    ["page=x", "page=0", "page=-1", "page=1e3", f"page={'9' * 30}", "sort=upwards", "q=" + "w" * 201],
)
async def test_a_page_that_cannot_be(page_of, address):
    """It is refused, and names the parameter."""
    page = await page_of(f"/downloads?{address}", status=422)

    assert address.partition("=")[0] in page


async def test_the_library_lists_what_its_books_lack(parts, clock, page_of):
    """And each book leads to its page."""
    books = [
        Book(item_id="a b", library_id="l", path="/b/Chains", rel_path="Chains", is_file=False, title="Chains"),
        Book(
            item_id="c", library_id="l", path="/b/Lies", rel_path="Lies", is_file=False, title="Lies",
            narrators=("Ray Porter",), has_cover=True,
        ),
    ]  # fmt: skip
    await parts.store.books.save(books, now=clock.now())

    page, found = await page_of("/books?lacks=narrators"), await page_of("/books?q=porter")

    assert '<a href="/books/a%20b">' in page
    assert "Lies" not in page
    assert 'src="/books/c/cover?' in found
    assert "Chains" not in found
    assert "Nothing here matches" in await page_of("/books?lacks=title")
    assert '<option value="published_year">Without published year</option>' in page


async def test_the_history_is_narrowed_down(parts, clock, page_of):
    """To a field, a source, and words of the book."""
    await parts.store.books.save(
        [Book(item_id="a", library_id="l", path="/b/C", rel_path="C", is_file=False, title="Chains")],
        now=clock.now(),
    )
    for field, source in (("title", ChangeSource.MAM), ("isbn", ChangeSource.GOOGLE_BOOKS)):
        change = NewChange(
            at=clock.now(), item_id="a", field=field, before=None, after=f"new {field}", status=ChangeStatus.WRITTEN,
            source=source, item_updated_at=None,
        )  # fmt: skip
        await parts.store.changes.plan([change])

    page = await page_of("/history?q=chains&field=isbn&source=google_books")

    assert "new isbn" in page
    assert "new title" not in page
    assert '<option value="isbn" selected>ISBN</option>' in page


async def test_runs_are_narrowed_down(page_of):
    """To a cycle and a result."""
    page = await page_of("/runs?kind=search&status=failed")

    assert "Nothing here matches" in page
    assert '<option value="failed" selected>' in page
    assert 'name="kind" value="search"' in page
