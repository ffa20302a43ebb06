"""Of each book it is kept whether it is from MAM and of the listed length: always what its downloads say."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from released_stores import dump_of, kept, restore, upgrade_to
from sqlalchemy import delete, insert, select, text, update

from domain.facts import DurationVerdict, Status
from domain.recording import Recording
from store.addresses import sqlite_url
from store.books import Book, replacing
from store.database import Database
from store.downloads import updating
from store.store import Store
from store.tables import BOOKS, DOWNLOADS
from store.upkeep.copying import copy
from store.upkeep.upgrade import upgrade
from store.views.pages import About
from store.views.paging import Slice
from store.work import change, rows

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
ITEMS = ("a", "b", "c")
RECORDS = (1001, 1002, 1003)
BY_DEFINITION = """
SELECT item_id, EXISTS (SELECT 1 FROM downloads WHERE downloads.item_id = books.item_id), EXISTS (
    SELECT 1 FROM downloads
    WHERE downloads.item_id = books.item_id AND duration_verdict NOT IN ('verified', 'unknown')
) FROM books ORDER BY item_id
"""

LINKED = [("save", ["a", "b"]), ("link", 1001, "a", None)]
OLD_DOWNLOAD = text("""
INSERT INTO downloads (recording, found_by, created_at, status, item_id, duration_verdict)
VALUES ('{}', '', '2026-01-15 12:00:00', 'applied', :item, :verdict)
""")
OLD_BOOK = text("""
INSERT INTO books (item_id, library_id, path, path_key, rel_path, is_file, authors, narrators, series,
    abridged, seen_at, enrichments_in_vain)
SELECT item, 'l', item, item, item, false, '[]', '[]', '[]', false, '2026-01-15 12:00:00', 0
FROM (SELECT CAST(:item AS text) AS item) AS the_item
""")

items, records = st.sampled_from(ITEMS), st.sampled_from(RECORDS)
verdicts = st.none() | st.sampled_from(DurationVerdict)
operations = st.one_of(
    st.tuples(st.just("save"), st.lists(items, unique=True)),
    st.tuples(st.just("replace"), items),
    st.tuples(st.just("link"), records, items, verdicts),
    st.tuples(st.just("judge"), records, verdicts),
    st.tuples(st.just("unlink"), records),
    st.tuples(st.just("rename"), items, items).filter(lambda one: one[1] != one[2]),
    st.tuples(st.just("lose"), items),
)


def book(item_id: str) -> Book:
    return Book(item_id=item_id, library_id="l", path=f"/b/{item_id}", rel_path=item_id, is_file=False)


async def create(store: Store, number: int = 1, **values) -> None:
    recording = Recording(title="A book", torrent_id=number)
    record = await store.downloads.create(
        recording, hashes=(None, None, None), found_by="a test", status=Status.APPLIED, now=NOW
    )
    if values:
        await store.downloads.update(record.id, **values)


async def noted(db: Database) -> list[tuple]:
    query = select(BOOKS.c.item_id, BOOKS.c.from_mam, BOOKS.c.wrong_length).order_by(BOOKS.c.item_id)
    return [tuple(row) for row in await db.read(rows(query))]


async def by_definition(db: Database) -> list[tuple]:
    found = await db.read(rows(text(BY_DEFINITION)))
    return [(item, bool(joined), bool(wrong)) for item, joined, wrong in found]


async def do(store: Store, what: str, *given) -> None:
    """One of the ways in which books and downloads change."""
    match what, *given:
        case "save", some:
            await store.books.save([book(one) for one in some], now=NOW)
        case "replace", item:
            await store.db.write(replacing([book(item)], now=NOW, where=lambda *_: True))
        case "link", record, item, verdict:
            await store.downloads.update(record, item_id=item, duration_verdict=verdict)
        case "judge", record, verdict:
            await store.downloads.update(record, duration_verdict=verdict)
        case "unlink", record:
            await store.downloads.update(record, item_id=None, duration_verdict=None)
        case "rename", former, item:
            await store.mirror.renamed(former, item)
        case "lose", item:
            await store.mirror.lost([item], now=NOW)


async def run(url: str, steps: list[tuple]) -> None:
    db = Database(url)
    for table in (BOOKS, DOWNLOADS):
        await db.write(change(delete(table)))
    store = Store(db)
    try:
        await db.write(change(insert(DOWNLOADS), [_row(number) for number in RECORDS]))
        for step in steps:
            await do(store, *step)
            assert await noted(db) == await by_definition(db), step
    finally:
        await db.close()


def _row(number: int) -> dict:
    recording = {"title": "A book", "torrent_id": number}
    return {"id": number, "recording": recording, "created_at": NOW, "status": Status.FINISHED}


@example(steps=[*LINKED, ("judge", 1001, DurationVerdict.SHORTER), ("judge", 1001, DurationVerdict.VERIFIED)])
@example(steps=[*LINKED, ("link", 1001, "b", None), ("unlink", 1001)])
@example(steps=[*LINKED, ("rename", "a", "c"), ("rename", "c", "b"), ("save", ["a"])])
@given(steps=st.lists(operations, min_size=5, max_size=15))
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],  # to shrink takes longer than a test may
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_it_is_what_the_downloads_say_whatever_happens(database_url, steps):
    """Books come, are saved again, renamed and lost while downloads are linked, linked elsewhere, judged and unlinked."""
    asyncio.run(run(database_url, steps))


@pytest.fixture
def store(db):
    return Store(db)


async def test_a_book_that_comes_after_its_download_has_it(store, db):
    """A completion may be applied before the library's list shows the new item."""
    await create(store, item_id="a", duration_verdict=DurationVerdict.SHORTER)

    await store.books.save([book("a"), book("b")], now=NOW)

    assert await noted(db) == [("a", True, True), ("b", False, False)]


async def test_what_a_transaction_that_fails_did_is_not_noted(store, db):
    """The book and its download change together, or neither does."""
    await store.books.save([book("a")], now=NOW)
    await create(store)
    link = updating((await store.downloads.recent())[0].id, item_id="a")

    def fail(connection):
        link(connection)
        raise RuntimeError("a test")

    with pytest.raises(RuntimeError):
        await db.write(fail)

    assert await noted(db) == [("a", False, False)]


@pytest.mark.databases("postgres")
async def test_what_two_daemons_did_at_once_is_put_right(store, db):
    """One stores a book while another one joins its download; the next comparison of the library sees it."""
    await store.books.save([book("a"), book("b")], now=NOW)
    await create(store, item_id="b")
    await db.write(change(update(BOOKS).values(from_mam=BOOKS.c.item_id == "a", wrong_length=True)))

    await store.libraries.compared("l", NOW)

    assert await noted(db) == await by_definition(db) == [("a", False, False), ("b", True, False)]


async def test_missing_books_are_in_neither_list(store):
    """As in every list of the library."""
    await store.books.save([book(one) for one in ITEMS], now=NOW)
    await create(store, item_id="a", duration_verdict=DurationVerdict.SHORTER)

    await store.mirror.lost(["a", "b"], now=NOW)

    found = {
        about: [one.item_id for one in (await store.views.pages.books(Slice(0, 9), about=about)).rows]
        for about in About
    }
    assert found == {About.NOT_FROM_MAM: ["c"], About.WRONG_LENGTH: []}


async def test_the_upgrade_notes_it_of_the_books_of_before(empty_database_url):
    """Each book of a store without the columns gets them from its downloads."""
    db = Database(empty_database_url)
    await db.write(lambda connection: upgrade_to(connection, "0014"))
    before = [("a", "shorter"), ("a", None), ("b", "verified"), ("gone", "longer"), (None, None)]
    for item, verdict in before:
        await db.write(change(OLD_DOWNLOAD, {"item": item, "verdict": verdict}))
    for item in ITEMS:
        await db.write(change(OLD_BOOK, {"item": item}))

    await upgrade(db)

    found, expected = await noted(db), await by_definition(db)
    await db.close()
    assert found == expected == [("a", True, True), ("b", True, False), ("c", False, False)]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("version", kept())
async def test_released_stores_have_it_after_their_upgrade(version, tmp_path: Path, empty_database_url):
    """Also after all was copied into another database."""
    restore(dump_of(version), tmp_path / "old.db")
    db, other = Database(sqlite_url(tmp_path / "old.db")), Database(empty_database_url)

    await upgrade(db)
    await copy(db, other)

    found, expected, copied = await noted(db), await by_definition(db), await noted(other)
    await db.close()
    await other.close()
    assert found == expected == copied
    assert True in {joined for _, joined, _ in found}
