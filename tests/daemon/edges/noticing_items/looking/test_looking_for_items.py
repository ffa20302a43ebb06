"""Reading the newest items while an event waits for one of them."""

import asyncio
from datetime import timedelta

from sqlalchemy import update

from daemon.edges.looking import LONGEST_REST
from domain.events import LibraryChanged, TorrentFinished
from domain.looking import EVERY, OPENS, Expected
from sandbox.catalogue import listing
from store import work
from store.tables import EVENTS
from tests.daemon.edges.noticing_items.looking.conftest import BOOK, listings, look_until, report

CAME = timedelta(seconds=12.4)
"""After the last write (facts/audiobookshelf.md 4)."""


async def test_an_item_is_written_as_soon_as_it_has_come(daemon, stage, clock, waiting):
    """Half a second later, while the event's own next try is seconds away."""
    began = clock.now()
    await look_until(daemon, clock, began + CAME)
    stage.shelf.scan_library()

    await look_until(daemon, clock, began + CAME + EVERY)
    await daemon.new_items.look.step()
    assert await daemon.dispatcher.step()

    assert stage.shelf.item("Project Hail Mary").narrators == ["Ray Porter"]


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
