"""Reading the newest items while an event waits for one of them."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from daemon.config.settings import Settings
from daemon.edges.looking import LONGEST_REST, WHILE_UNAVAILABLE
from daemon.wiring.daemon import Daemon, build
from domain.events import LibraryChanged, TorrentFinished
from domain.looking import EVERY, OPENS, WHILE_WRITING, Expected
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from store import work
from store.tables import EVENTS
from tests.fixtures.stages import MakeSettings

BOOK = 9000401
CAME = timedelta(seconds=12.4)
"""After the last write (facts/audiobookshelf.md 4)."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(settings, clock) as daemon:
        await daemon.api.cycles.start("library-sync", trigger="start")
        while await daemon.dispatcher.step():
            pass
        yield daemon


@pytest.fixture
async def waiting(daemon: Daemon, stage: Stage) -> Staged:
    """A book whose completion waits for its item."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    await report(daemon, staged)
    return staged


async def report(daemon: Daemon, *books: Staged) -> None:
    now = daemon.parts.clock.now()
    for staged in books:
        await daemon.parts.store.inbox.add(TorrentFinished(info_hash=staged.info_hash), now=now)
    while await daemon.dispatcher.step():
        pass


def listings(stage: Stage) -> list[str]:
    """The requests for the newest items, without what keeps them from being answered from memory."""
    asked = [one for one in stage.shelf.requests if one.path.endswith("/items")]
    return [one.query.partition("&_=")[0] for one in asked if "desc=1" in one.query]


async def look_until(daemon: Daemon, clock: FakeClock, moment: datetime) -> None:
    """Take every step that is due by then, each at its time."""
    while clock.now() < moment:
        rest = await daemon.new_items.look.step()
        clock.advance(min(rest, moment - clock.now()))


async def test_an_item_is_written_as_soon_as_it_has_come(daemon, stage, clock, waiting):
    """Half a second later, while the event's own next try is seconds away."""
    began = clock.now()
    await look_until(daemon, clock, began + CAME)
    stage.shelf.scan_library()

    await look_until(daemon, clock, began + CAME + EVERY)
    await daemon.new_items.look.step()
    assert await daemon.dispatcher.step()

    assert stage.shelf.item("Project Hail Mary").narrators == ["Ray Porter"]


async def test_nothing_is_read_before_an_item_can_come(daemon, stage, clock, waiting):
    """Audiobookshelf's watcher waits for quiet until then."""
    before, began = len(listings(stage)), clock.now()

    await look_until(daemon, clock, began + OPENS - timedelta(seconds=1))

    assert len(listings(stage)) == before


async def test_while_nothing_is_awaited_nothing_is_read(daemon, stage, clock):
    """An idle daemon sends no request, and asks its store once a minute."""
    before = len(stage.shelf.requests)

    assert await daemon.new_items.look.step() == LONGEST_REST

    assert len(stage.shelf.requests) == before


async def test_a_thousand_that_wait_share_each_reading(daemon, stage, clock):
    """One small request, however many books are awaited."""
    store, began = daemon.parts.store, clock.now()
    async with asyncio.TaskGroup() as together:
        for number in range(1000):
            event = TorrentFinished(info_hash=f"{number:040x}")
            together.create_task(store.inbox.add(event, now=began + timedelta(hours=1)))
    await store.db.write(work.change(update(EVENTS).values(files_written_at=began)))
    before = len(listings(stage))

    await look_until(daemon, clock, began + OPENS + timedelta(seconds=5))

    made = listings(stage)[before:]
    assert len(made) == 10
    assert set(made) == {"limit=50&page=0&sort=addedAt&desc=1"}


async def test_a_book_of_which_another_event_learnt_is_woken(daemon, stage, clock, waiting):
    """A completion that reads the newest items for itself finds those of others, too."""
    other = stage.prepare(listing(BOOK), name="another copy")
    await stage.finish(other)
    stage.shelf.scan_library()
    clock.advance(timedelta(seconds=3))
    await daemon.claims.claim_next(
        now=clock.now(), lease=timedelta(hours=1)
    )  # the waiting one is busy elsewhere
    await daemon.parts.store.inbox.add(TorrentFinished(info_hash=other.info_hash), now=clock.now())
    assert await daemon.dispatcher.step()

    assert daemon.new_items.look.newest.arrived.is_set()
    await daemon.new_items.look.newest.wake()

    open_events = [one for one in await daemon.parts.store.inbox.recent() if one.settled_at is None]
    assert [(one.about, one.signals) for one in open_events] == [(waiting.info_hash, 2)]


async def test_a_completion_is_not_handled_twice_for_what_it_found_itself(daemon, stage, clock):
    """Its own item needs no waking."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    stage.shelf.scan_library()
    await report(daemon, staged)

    await daemon.new_items.look.newest.wake()

    assert not await daemon.dispatcher.step()


async def test_a_folder_that_waits_is_handled_as_soon_as_its_item_has_come(daemon, stage, clock):
    """A person put it there; no download is known, and the mirror follows at once."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    folder = stage.library / staged.content.name
    await daemon.parts.store.inbox.add(LibraryChanged(path=str(folder)), now=clock.now())
    assert await daemon.dispatcher.step()
    clock.advance(OPENS)
    assert await daemon.dispatcher.step()
    due = await daemon.claims.next_due()
    stage.shelf.scan_library()

    await daemon.new_items.look.step()

    assert due > clock.now()
    assert await daemon.claims.next_due() <= clock.now()


async def test_an_unavailable_audiobookshelf_is_left_alone(daemon, stage, clock, waiting):
    """Its breaker stops the readings; each check of it costs no request."""
    clock.advance(OPENS)
    stage.shelf.down = True
    while not daemon.new_items.look.audiobookshelf.is_shut:
        clock.advance(await daemon.new_items.look.step())
    before = len(stage.shelf.requests)

    assert await daemon.new_items.look.step() == WHILE_UNAVAILABLE

    assert len(stage.shelf.requests) == before


async def test_a_refusal_slows_the_readings_down(daemon, stage, clock, waiting):
    """It is logged each time, so not twice a second."""
    clock.advance(OPENS)
    for user in stage.shelf.state.users:
        user.libraries = ("none",)
    began, before = clock.now(), len(listings(stage))

    await look_until(daemon, clock, began + timedelta(seconds=9))

    assert len(listings(stage)) == before + 1


async def test_fewer_readings_while_a_write_is_in_flight(daemon, stage, clock, waiting):
    """Audiobookshelf does one thing at a time, and a write matters more."""
    began = clock.now()
    await look_until(daemon, clock, began + OPENS + EVERY)
    before = len(listings(stage))

    with daemon.new_items.look.audiobookshelf._server.writes.one_more():
        await look_until(daemon, clock, began + OPENS + EVERY + 4 * WHILE_WRITING)

    assert len(listings(stage)) - before == 4


async def test_only_the_leading_daemon_reads(daemon, stage, clock, waiting):
    """Of several on one store; the others' events are in the store."""
    clock.advance(OPENS)
    follower = replace(daemon.new_items.look, leads=lambda: False)
    before = len(stage.shelf.requests)

    assert await follower.step() == LONGEST_REST

    assert len(stage.shelf.requests) == before


async def test_what_was_awaited_before_a_restart_still_is(daemon, stage, clock, waiting):
    """When the files were written is in the store, with the library that they lie in."""
    [expected] = await daemon.parts.store.expected.written_since(clock.now() - timedelta(hours=1))

    assert expected == Expected(clock.now(), stage.shelf.library.id)


async def test_a_settled_event_awaits_nothing(daemon, stage, clock, waiting):
    """The readings end with the last event that waited."""
    stage.shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    while await daemon.dispatcher.step():
        pass

    assert await daemon.parts.store.expected.written_since(clock.now() - timedelta(hours=1)) == []
    assert await daemon.new_items.look.step() == LONGEST_REST


async def test_an_event_that_begins_to_wait_is_noticed(daemon, waiting):
    """The reading is planned at once, not at the end of a minute's rest."""
    assert daemon.new_items.look.awaiting.is_set()


def test_a_link_counts_as_a_change_of_its_file(tmp_path):
    """A torrent's file keeps its old time when it is linked into the library, or moved there."""
    from handlers.library.expecting import last_change

    old = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    file = tmp_path / "01.mp3"
    file.write_bytes(b"audio")
    os.utime(file, (old, old))

    found = last_change([str(file), str(tmp_path / "missing")])

    assert found is not None
    assert found.year > 2020
    assert last_change([str(tmp_path / "missing"), "\0"]) is None
