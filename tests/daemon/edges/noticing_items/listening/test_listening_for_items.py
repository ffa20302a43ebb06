"""Items that Audiobookshelf's socket reports."""

import asyncio

import pytest

from daemon.doctor import audiobookshelf as probes
from daemon.wiring.daemon import Daemon
from domain.events import TorrentFinished
from sandbox.catalogue import listing
from sandbox.stage import Stage, Staged
from tests.daemon.edges.noticing_items.listening.conftest import connected, until, with_sockets

BOOK = 9000401


@pytest.fixture
async def waiting(daemon: Daemon, stage: Stage) -> Staged:
    """A book whose completion waits for its item."""
    staged = stage.prepare(listing(BOOK))
    await stage.finish(staged)
    event = TorrentFinished(info_hash=staged.info_hash)
    await daemon.parts.store.inbox.add(event, now=daemon.parts.clock.now())
    while await daemon.dispatcher.step():
        pass
    return staged


@with_sockets
async def test_an_item_that_is_reported_is_written_at_once(daemon, stage, listener, waiting):
    """Without any reading: the report has all that the mirror needs."""
    before = len(stage.shelf.requests)
    arrived = daemon.claims.arrived
    arrived.clear()

    stage.shelf.scan_library()
    await until(arrived.is_set)

    assert [one.path for one in stage.shelf.requests[before:] if one.path.endswith("/items")] == []
    assert await daemon.dispatcher.step()
    assert stage.shelf.item("Project Hail Mary").narrators == ["Ray Porter"]


@with_sockets
async def test_what_came_before_the_connection_is_read(daemon, stage, waiting):
    """Nothing is replayed by the socket, so the newest items are read after each connect."""
    stage.shelf.scan_library()
    assert daemon.new_items.listen is not None
    daemon.claims.arrived.clear()

    async with connected(daemon.new_items.listen):
        await until(daemon.claims.arrived.is_set)

    assert await daemon.dispatcher.step()
    assert stage.shelf.item("Project Hail Mary").narrators == ["Ray Porter"]


@with_sockets
async def test_our_own_writes_come_back_and_change_nothing(daemon, stage, listener, waiting):
    """The socket reports them, too: an item with the files that are known is not stored again."""
    stage.shelf.scan_library()
    await until(lambda: not listener.newest.arrived.is_set() and daemon.claims.arrived.is_set())
    while await daemon.dispatcher.step():
        pass
    item = stage.shelf.item("Project Hail Mary")
    known = await daemon.parts.store.books.by_id(item.id)

    stage.shelf.edit(item.id, subtitle="A person's")
    stage.shelf.state.database.tell("items_updated", [item])
    await until(lambda: listener.connected)

    assert await daemon.parts.store.books.by_id(item.id) == known
    assert not await daemon.dispatcher.step()


async def test_readings_are_rare_while_the_socket_reports(daemon, listener):
    """They only catch what a lost message would have said."""
    assert daemon.new_items.look.notified()


@with_sockets
async def test_the_doctor_says_that_the_socket_reports_new_items(daemon):
    """With a user's permanent token."""
    seen = await probes.probe(daemon.patient)

    assert seen.evidence.endswith("its socket reports new items")


@with_sockets
async def test_an_item_that_is_reported_and_read_at_once_is_stored_once(daemon, stage):
    """The mirror lets one caller at a time decide whether an item is new."""
    stage.shelf.add_synthetic(20)
    mirror = daemon.new_items.look.newest.mirror
    ids = [book.id for book in stage.shelf.items()]
    reported = (await mirror.audiobookshelf.items(ids)).items

    async with asyncio.TaskGroup() as together:
        found = [
            together.create_task(one) for one in (mirror.keep(reported), mirror.newest(), mirror.take(ids))
        ]

    assert max(len(task.result()) for task in found) == 20
    assert await daemon.parts.store.books.count() == 20
