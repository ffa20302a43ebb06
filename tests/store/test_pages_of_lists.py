"""The lists that a person searches, sorts and turns the pages of."""

import pytest

from domain.events import SearchDue
from domain.facts import ChangeSource, ChangeStatus, RunStatus, Status
from domain.lacking import Lack
from domain.recording import Recording, Series
from store.books import Book
from store.changes import NewChange
from store.store import Store
from store.views.pages import DOWNLOAD_ORDERS, About, Order
from store.views.paging import Slice

pytestmark = pytest.mark.databases("sqlite", "postgres")

ALL = Slice(0, 100)
BOOKS = (
    ("Die Müller", "Ann Reed", "Ray Porter", "Mills", Status.APPLIED),
    ("O'Brien's Road", "Jo Doe", "Kate Reading", "Roads", Status.PROPOSED),
    ("100% Real", "ann reed", None, None, Status.PROPOSED),
    ("三体", "刘慈欣", None, None, Status.DISMISSED),
)


@pytest.fixture
def store(db):
    return Store(db)


@pytest.fixture
async def pages(store, clock):
    for number, (title, author, narrator, series, status) in enumerate(BOOKS, 1):
        await store.downloads.create(
            Recording(
                torrent_id=number, title=title, authors=(author,), narrators=(narrator,) if narrator else (),
                series=(Series(name=series),) if series else (),
            ),
            hashes=(f"{number:040x}", None, None), found_by="a test", status=status, now=clock.now(),
        )  # fmt: skip
    return store.views.pages


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [4, 3, 2, 1]),
        ("muller", [1]),
        ("MUELLER", [1]),
        ("reed ann", [3, 1]),
        ("obrien", [2]),
        ("o’bri", [2]),
        ("kate roads", [2]),
        ("100%", [3]),
        (" \t", [4, 3, 2, 1]),
        ("%", []),
        (" _ ", []),
        ("%%_", []),
        ("\\", []),
        ("– ¿?", []),
        ("% 100", [3]),
        ("三", [4]),
        ("reed zzz", []),
    ],
)
async def test_downloads_are_found_by_their_words(pages, typed, found):
    """All that was typed is found somewhere in title, author, series or narrators, whatever the case and accents."""
    page = await pages.downloads(ALL, text=typed)

    assert [one.id for one in page.rows] == found
    assert page.total == len(found)


@pytest.mark.parametrize(
    ("order", "found"),
    [(Order.NEWEST, [4, 3, 2, 1]), (Order.OLDEST, [1, 2, 3, 4]), (Order.TITLE, [3, 1, 2, 4])],
)
async def test_downloads_are_sorted(pages, order, found):
    """By number, or by title without regard to case and accents."""
    page = await pages.downloads(ALL, order=order)

    assert [one.id for one in page.rows] == found


async def test_each_record_is_on_one_page(pages):
    """In every order, with the number of all."""
    for order in DOWNLOAD_ORDERS:
        seen = []
        for start in range(0, 6, 2):
            page = await pages.downloads(Slice(start, 2), order=order)
            assert page.total == len(BOOKS)
            seen += [one.id for one in page.rows]
        assert sorted(seen) == [1, 2, 3, 4]


async def test_words_and_statuses_narrow_together(pages):
    """A filter goes on to hold while a person types."""
    page = await pages.downloads(ALL, text="reed", statuses=[Status.PROPOSED])

    assert [one.id for one in page.rows] == [3]


async def test_a_record_is_found_by_what_mam_corrected(store, pages):
    """What is searched follows the record."""
    [first] = (await pages.downloads(ALL, text="muller")).rows
    now_listed = Recording(torrent_id=1, title="The Millers")
    await store.refreshes.note(first.id, now_listed, run_id=None, now=first.created_at)

    assert (await pages.downloads(ALL, text="muller")).total == 0
    assert [one.id for one in (await pages.downloads(ALL, text="millers")).rows] == [first.id]


async def test_changes_are_found_by_their_books(store, pages, clock):
    """By the words of the book, by field and by source."""
    await store.books.save([_book("a", "Chains"), _book("b", "Lies")], now=clock.now())
    made = [
        _change(clock, item, field, source)
        for item, field, source in (
            ("a", "title", ChangeSource.MAM), ("b", "series", ChangeSource.AUDIBLE), ("c", "title", ChangeSource.MAM),
        )
    ]  # fmt: skip
    await store.changes.plan(made)

    assert [one.item_id for one in (await pages.changes(ALL, text="CHAINS")).rows] == ["a"]
    assert [one.item_id for one in (await pages.changes(ALL, field="title")).rows] == ["c", "a"]
    assert [one.item_id for one in (await pages.changes(ALL, source=ChangeSource.AUDIBLE)).rows] == ["b"]


@pytest.mark.parametrize("typed", ["%", "_", "*'\"", "🎧"])
async def test_what_has_no_word_finds_nothing_in_any_list(store, pages, clock, typed):
    """Where no letter and no digit is typed; an event may have such a sign in its own text."""
    await store.books.save([_book("a", "Chains")], now=clock.now())
    await store.changes.plan([_change(clock, "a", "title", ChangeSource.MAM)])
    imports, events = store.views.imported.page, store.views.event_list.page
    await store.inbox.add(SearchDue(run=1), now=clock.now())

    found = [
        await page(ALL, text=typed) for page in (pages.downloads, pages.books, pages.changes, imports, events)
    ]

    assert [(one.total, list(one.rows)) for one in found] == [(0, [])] * 5


async def test_books_are_found_by_what_they_lack(store, pages, clock):
    """By one field at a time; a blank value is none, and what is gone from the library is in no list."""
    whole = _book("a", "Chains", description="It is.", narrators=("Ray Porter",), has_cover=True)
    await store.books.save(
        [whole, _book("b", "Lies", description="  "), _book("c", "Gone", is_missing=True)], now=clock.now()
    )

    for lack in (Lack.DESCRIPTION, Lack.NARRATORS, Lack.COVER):
        assert [one.item_id for one in (await pages.books(ALL, lacks=lack)).rows] == ["b"]
    assert [one.item_id for one in (await pages.books(ALL, lacks=Lack.TITLE)).rows] == []
    assert [one.item_id for one in (await pages.books(ALL, lacks=Lack.ISBN, text="porter")).rows] == ["a"]
    assert (await store.books.by_id("a")).has_cover
    assert not (await store.books.by_id("b")).has_cover


async def test_books_that_are_not_from_mam_or_of_the_wrong_length_are_found(store, pages, clock):
    """By their downloads."""
    await store.books.save([_book("a", "Chains"), _book("b", "Lies")], now=clock.now())
    await store.downloads.update(1, item_id="a", duration_verdict="shorter")

    assert [one.item_id for one in (await pages.books(ALL, about=About.NOT_FROM_MAM)).rows] == ["b"]
    assert [one.item_id for one in (await pages.books(ALL, about=About.WRONG_LENGTH)).rows] == ["a"]
    assert [one.id for one in (await pages.downloads(ALL, wrong_length=True)).rows] == [1]


async def test_runs_are_found_by_their_result(store, clock):
    """Of one cycle, or of all."""
    run = await store.runs.start(
        "search", trigger="a test", first=lambda run: SearchDue(run=run), now=clock.now()
    )

    running = await store.views.pages.runs(ALL, kind="search", status=RunStatus.RUNNING)

    assert [one.id for one in running.rows] == [run.id]
    assert (await store.views.pages.runs(ALL, status=RunStatus.FAILED)).total == 0


def _change(clock, item: str, field: str, source: ChangeSource) -> NewChange:
    return NewChange(
        at=clock.now(), item_id=item, field=field, before=None, after="x", status=ChangeStatus.WRITTEN,
        source=source, item_updated_at=None,
    )  # fmt: skip


def _book(item_id: str, title: str, **values) -> Book:
    return Book(
        item_id=item_id, library_id="lib", path=f"/books/{title}", rel_path=title, is_file=False, title=title,
        authors=("Jo Doe",), **values,
    )  # fmt: skip
