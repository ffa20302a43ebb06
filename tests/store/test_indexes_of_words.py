"""The indexes of words follow what is stored, whatever is done to the file."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from released_stores import upgrade_to
from sqlalchemy import Connection, MetaData, insert, text

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from domain.retry import Wait
from sandbox.clock import START
from store.books import Book
from store.database import Database
from store.left_alone import LeftTorrent
from store.queue.claims import Claims, Ending, Postponed
from store.store import Store
from store.tables import EVENTS
from store.upkeep.upgrade import upgrade
from store.views.paging import Slice
from store.work import change

pytestmark = pytest.mark.databases("sqlite", "postgres")

ALL = Slice(0, 100)
TOGETHER = 200


@pytest.fixture
def store(db):
    return Store(db)


@pytest.fixture
def settled(db, clock):
    """Add settled events with these reasons."""

    async def settled(*reasons):
        now = clock.now()
        rows = [
            {"kind": "library.changed", "key": f"library.changed:/b/{number}", "payload": '{"kind": "library.changed"}',
             "created_at": now, "due_at": now, "settled_at": now, "verdict": "done", "reason": reason}
            for number, reason in enumerate(reasons)
        ]  # fmt: skip
        await db.write(change(insert(EVENTS), rows))

    return settled


async def found(store, typed):
    return [one.reason for one in (await store.views.event_list.page(ALL, text=typed)).rows]


def book(item_id: str, title: str) -> Book:
    return Book(
        item_id=item_id, library_id="l", path=f"/b/{item_id}", rel_path=item_id, is_file=False, title=title
    )


async def titles(store, typed):
    return [one.title for one in (await store.views.pages.books(ALL, text=typed)).rows]


@pytest.mark.databases("sqlite")
async def test_books_are_found_whatever_numbers_their_rows_get(store, db, clock):
    """A VACUUM may renumber rows without an INTEGER PRIMARY KEY, and a dump does; the index goes by other numbers."""
    now = clock.now()
    await store.books.save([book(f"i{n}", f"Volume {n:03}") for n in range(40)], now=now)
    await db.write(change(text("DELETE FROM books WHERE item_id < 'i20'")))

    with closing(sqlite3.connect(db.file, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        connection.execute("UPDATE books SET rowid = 1000 - rowid")
        connection.execute("VACUUM")

    for number in range(20, 40):
        assert await titles(store, f"{number:03}") == [f"Volume {number:03}"]
    await store.books.save([book("i21", "Another One"), book("new", "A New One")], now=now)
    assert await titles(store, "021") == []
    assert sorted(await titles(store, "one")) == ["A New One", "Another One"]
    assert await titles(store, "volume 000") == []
    await db.write(change(text("INSERT INTO books_words (books_words, rank) VALUES ('integrity-check', 1)")))


@pytest.mark.databases("sqlite")
async def test_books_come_into_the_index_together(store, db, clock):
    """SQLite's index takes each statement by itself: one for each book cost more than all else of it."""
    said: list[str] = []
    await db.write(lambda connection: connection.connection.dbapi_connection.set_trace_callback(said.append))

    await store.books.save([book(f"i{n}", f"Volume {n:03}") for n in range(40)], now=clock.now())

    assert len({one for one in said if one.startswith("INSERT INTO books (")}) == 1
    assert await titles(store, "039") == ["Volume 039"]


async def test_events_are_found_before_and_after_they_are_indexed(store, settled):
    """They come into SQLite's index together; each is found at once, and once."""
    await settled("the first one")
    assert await found(store, "FIRST") == ["the first one"]

    await settled(*(f"number {n:03}" for n in range(TOGETHER)))

    assert await found(store, "first") == ["the first one"]
    assert await found(store, "number 000") == ["number 000"]
    assert await found(store, "number 199") == ["number 199"]
    assert len(await found(store, "number")) == 100
    assert await found(store, "nobody") == []


async def test_an_open_event_is_found_by_what_it_says_now(store, db, clock):
    """Its reason changes while it waits, and at its end."""
    claims = Claims(db, "this daemon", store.inbox.arrived)
    now = clock.now()
    await store.inbox.add(TorrentFinished(info_hash="a" * 40), now=now)
    for reason in ("waiting for godot", "waiting for vladimir"):
        claim = await claims.claim_next(now=now, lease=timedelta(minutes=5))
        await claims.put_back(
            claim, Postponed(due_at=now, looks=0, wait=Wait.COPY, reason=reason, attempts=0)
        )

    assert await found(store, "vladimir") == ["waiting for vladimir"]
    assert await found(store, "godot") == []
    claim = await claims.claim_next(now=now, lease=timedelta(minutes=5))
    await claims.settle(claim, Ending(EventVerdict.DONE, "estragon"), now=now)
    assert await found(store, "vladimir") == []
    assert await found(store, "aaaa estragon") == ["estragon"]


@pytest.mark.databases("sqlite")
async def test_a_pruned_event_leaves_the_index(store, db, clock, settled):
    """Whether it was in the index or was to come into it; what is added later is found by its own words."""
    await settled(*(f"number {n:03}" for n in range(TOGETHER)), "a late one")
    await store.pruning.events(before=clock.now() + timedelta(days=1))
    await settled(*(f"figure {n:03}" for n in range(TOGETHER)))

    assert await found(store, "number") == await found(store, "late") == []
    assert await found(store, "figure 007") == ["figure 007"]
    await db.write(
        change(text("INSERT INTO events_words (events_words, rank) VALUES ('integrity-check', 1)"))
    )


@pytest.mark.databases("sqlite")
async def test_coming_into_the_index_does_not_go_through_all_events(db, settled):
    """Those that come together cost SQLite as many steps beside thousands of events as beside hundreds."""
    connections, steps = [], []

    def watch(connection: Connection) -> None:
        connections.append(connection.connection.dbapi_connection)
        connections[0].set_progress_handler(lambda: steps.append(1), 100)

    await db.write(watch)

    async def steps_of_a_group() -> int:
        steps.clear()
        await settled(*["narrators: set"] * TOGETHER)
        return len(steps)

    await steps_of_a_group()
    few = await steps_of_a_group()
    await settled(*["narrators: set"] * 50 * TOGETHER)

    assert await steps_of_a_group() < 1.5 * few


SAID = [
    'it said "no"', "O'Brien's shelf", "Über den Wolken", "三体 刘慈欣", "100% sure", "a_b", "back\\slash", "x-y (z)", "NEAR OR AND NOT",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ('"no"', [0]), ('said "', [0]), ("o'brien's", [1]), ("'", [1]), ("über", [2]), ("三", [3]), ("三体", [3]),
        ("体 刘慈欣", [3]), ("100%", [4]), ("%", [4]), ("a_b", [5]), ("\\slash", [6]), ("x-y (z)", [7]), ("(z)", [7]), ("z)", [7]),
        ("near NOT", [8]), ("reason:said", []), ("sai*", []), ("^it", []), ('""', []), ("library.changed:/b/3", [3]),
    ],
)  # fmt: skip
async def test_signs_are_words_as_any_other(store, settled, typed, which):
    """No sign means anything to the index; a word may be as short as one letter."""
    await settled(*SAID)

    assert await found(store, typed) == [SAID[number] for number in which]


async def test_what_is_left_alone_is_found_by_its_words(store, clock):
    """And no more once it is gone, or has another name."""
    one, other = (
        LeftTorrent(info_hash=sign * 40, name=name, category="tv", reason="")
        for sign, name in (("a", "Zoë"), ("b", "Adam"))
    )
    await store.left_alone.note([one, other], now=clock.now())

    async def names(typed):
        return [row.name for row in (await store.views.pages.left_alone(ALL, text=typed)).rows]

    assert await names("ZOE") == ["Zoë"]
    await store.left_alone.note(
        [LeftTorrent(info_hash="a" * 40, name="Eve", category="tv", reason="")], now=clock.now()
    )
    await store.left_alone.forget(["b" * 40])
    assert await names("zoe") == await names("adam") == []
    assert await names("eve tv") == ["Eve"]


def _of_before(connection: Connection) -> None:
    """A store without these indexes, with an event, a book and a torrent."""
    upgrade_to(connection, "0009")
    tables = MetaData()
    tables.reflect(connection)
    rows = {
        "events": {"kind": "a", "key": "a:1", "payload": '{"kind": "a"}', "created_at": START, "due_at": START, "signals": 1,
                   "attempts": 1, "looks": 0, "deaths": 0, "settled_at": START, "verdict": "done", "reason": "as before"},
        "books": {"item_id": "i", "library_id": "l", "path": "/i", "path_key": "/i", "rel_path": "i", "is_file": False,
                  "title": "Before", "authors": [], "narrators": [], "series": [], "abridged": False, "seen_at": START,
                  "enrichments_in_vain": 0, "search_text": "before"},
        "left_alone": {"info_hash": "a", "name": "Before", "category": "", "reason": "", "noted_at": START,
                       "search_text": "before"},
    }  # fmt: skip
    for name, values in rows.items():
        connection.execute(tables.tables[name].insert().values(values))


async def test_what_was_stored_before_is_found_after_the_upgrade(empty_database_url):
    """Also where the first try of the upgrade came to nothing."""
    db = Database(empty_database_url)
    await db.write(_of_before)

    def ends_too_early(connection: Connection) -> None:
        upgrade_to(connection, "head")
        raise KeyError

    with pytest.raises(KeyError):
        await db.write(ends_too_early)
    await upgrade(db)

    store = Store(db)
    left = await store.views.pages.left_alone(ALL, text="before")
    assert (await found(store, "before"), await titles(store, "before"), left.total) == (
        ["as before"],
        ["Before"],
        1,
    )
    await db.close()
