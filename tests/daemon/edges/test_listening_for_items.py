"""Items that Audiobookshelf's socket reports."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clients.audiobookshelf.events import is_installed
from clients.audiobookshelf.token import TokenKind, kind_of
from daemon.config.settings import Settings
from daemon.doctor import audiobookshelf as probes
from daemon.doctor.finding import Result
from daemon.edges.listening import ListenForItems
from daemon.wiring.daemon import Daemon, build
from domain.events import TorrentFinished
from domain.retry import POLICIES, Wait
from sandbox.catalogue import listing
from sandbox.clock import FakeClock
from sandbox.stage import Stage, Staged
from tests.fixtures.stages import MakeSettings

BOOK = 9000401

with_sockets = pytest.mark.skipif(not is_installed(), reason="needs the extra `events`")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
async def stage(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    async with Stage(tmp_path / "world", clock, real=False, sockets=True) as stage:
        yield stage


@pytest.fixture
def settings(make_settings: MakeSettings, stage: Stage) -> Settings:
    return make_settings(abs_token=stage.shelf.admin.legacy_token)


@pytest.fixture
async def daemon(settings: Settings, clock: FakeClock) -> AsyncIterator[Daemon]:
    async with build(settings, clock) as daemon:
        await daemon.api.cycles.start("library-sync", trigger="start")
        while await daemon.dispatcher.step():
            pass
        yield daemon


@pytest.fixture
async def listener(daemon: Daemon, stage: Stage) -> AsyncIterator[ListenForItems]:
    """Connected, in a task of its own."""
    assert daemon.new_items.listen is not None
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(daemon.new_items.listen.step())
        await until(lambda: daemon.new_items.listen.connected)
        yield daemon.new_items.listen
        task.cancel()


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


async def until(condition) -> None:
    """Let the loop turn until something is so: the wire is real, and the clock is not."""
    while not condition():
        await asyncio.to_thread(os.sched_yield)


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

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(daemon.new_items.listen.step())
        await until(daemon.claims.arrived.is_set)
        task.cancel()

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


@with_sockets
@with_sockets
async def test_a_daemon_that_does_not_lead_stays_disconnected(daemon, stage):
    """Of several on one store the leader listens."""
    follower = replace(daemon.new_items.listen, leads=lambda: False)

    await follower.step()

    assert [one for one in stage.shelf.requests if "socket.io" in one.path] == []


async def test_readings_are_rare_while_the_socket_reports(daemon, listener):
    """They only catch what a lost message would have said."""
    assert daemon.new_items.look.notified()


@with_sockets
async def test_an_ended_connection_is_made_again_after_growing_pauses(daemon, stage):
    """And readings are as frequent as without a socket meanwhile."""
    listener = daemon.new_items.listen
    await stage.shelf.stop()

    pauses = [await listener.step() for _ in range(3)]

    assert pauses == [POLICIES[Wait.OUTAGE].interval(number) for number in (1, 2, 3)]
    assert not daemon.new_items.look.notified()


@with_sockets
async def test_a_connection_that_the_server_ends_is_noticed(daemon, stage):
    """The next one is tried a second later, as if it were the first."""
    listener = daemon.new_items.listen
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(listener.step())
        await until(lambda: listener.connected)
        await stage.shelf.sockets.hang_up()
        pause = await task

    assert (pause, listener.connected) == (POLICIES[Wait.OUTAGE].interval(1), False)


@with_sockets
async def test_a_refused_token_is_not_sent_again_for_an_hour(daemon, stage):
    """Its user was deactivated, or it has ended."""
    listener = daemon.new_items.listen
    for user in stage.shelf.state.users:
        user.is_active = False

    assert await listener.step() == timedelta(hours=1)


@with_sockets
async def test_a_base_path_is_kept(make_settings, stage, clock):
    """The socket of a server below a path is below that, too."""
    settings = make_settings(
        abs_token=stage.shelf.admin.legacy_token, abs_url=f"{stage.shelf.url}/audiobookshelf"
    )
    async with build(settings, clock) as daemon, asyncio.TaskGroup() as tasks:
        assert daemon.new_items.listen is not None
        task = tasks.create_task(daemon.new_items.listen.step())
        await until(lambda: daemon.new_items.listen.connected)
        task.cancel()

    assert {one.path for one in stage.shelf.requests if "socket.io" in one.path} == {
        "/audiobookshelf/socket.io/"
    }


async def test_an_api_key_is_never_sent_to_the_socket(make_settings, stage, clock):
    """No socket accepts one, so none is opened; the doctor says so."""
    async with build(make_settings(), clock) as daemon:
        assert daemon.new_items.listen is None
        seen = await probes.probe(daemon.patient)

    assert seen.result is Result.OK
    assert "its newest items are read while a book is awaited" in seen.evidence
    assert [one for one in stage.shelf.requests if "socket.io" in one.path] == []


@with_sockets
async def test_the_doctor_says_that_the_socket_reports_new_items(daemon):
    """With a user's permanent token."""
    seen = await probes.probe(daemon.patient)

    assert seen.evidence.endswith("its socket reports new items")


@pytest.mark.parametrize(
    ("token", "kind", "accepted"),
    [
        ("e30.eyJrZXlJZCI6ImsiLCJuYW1lIjoibiIsInR5cGUiOiJhcGkiLCJpYXQiOjF9.s", TokenKind.API_KEY, False),
        ("e30.eyJ1c2VySWQiOiJ1IiwidXNlcm5hbWUiOiJuIiwiaWF0IjoxfQ.s", TokenKind.USER, True),
        ("e30.eyJ1c2VySWQiOiJ1IiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MX0.s", TokenKind.ACCESS, True),
        ("e30.eyJ1c2VySWQiOiJ1IiwidHlwZSI6InJlZnJlc2gifQ.s", TokenKind.REFRESH, False),
        ("e30.eyJ1c2VySWQiOiJ1IiwidHlwZSI6Im5ldyJ9.s", TokenKind.UNKNOWN, False),
        ("no JSON Web Token", TokenKind.UNKNOWN, False),
        ("e30.W10.s", TokenKind.UNKNOWN, False),
        ("e30.%%%.s", TokenKind.UNKNOWN, False),
        ("", TokenKind.UNKNOWN, False),
    ],
)
def test_a_token_says_whether_the_socket_accepts_it(token, kind, accepted):
    """By its payload (facts/audiobookshelf_2.md 8)."""
    assert (kind_of(token), kind_of(token).is_for_sockets) == (kind, accepted)


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
