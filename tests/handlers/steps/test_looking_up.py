"""What is known of a finished torrent, also when it is asked for ahead of time."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web
from pydantic import SecretStr

from clients.qbittorrent import Qbittorrent
from domain.dependency import Dependency
from domain.errors import UnavailableError
from domain.events import TorrentFinished
from domain.recording import Recording
from handlers.steps.looking_up import LookUp
from sandbox.clock import START
from sandbox.qbittorrent.stand_in import QbittorrentStandIn
from store.downloads import Downloads, Status

HASH = "a" * 40
EVENT = TorrentFinished(info_hash=HASH)


@pytest.fixture
async def web_api():
    async with QbittorrentStandIn() as server:
        server.hold(hash=HASH, files=[("Book/1.m4b", 7)])
        yield server


@pytest.fixture
async def look_up(web_api, db, clock):
    client = Qbittorrent(
        url=web_api.url,
        username="admin",
        password=SecretStr("right"),
        dependency=Dependency("qbittorrent", clock),
        clock=clock,
    )
    await client.version()  # logs in
    yield LookUp(qbittorrent=client, downloads=Downloads(db), clock=clock)
    await client.close()


@asynccontextmanager
async def running(look_up):
    """Ask ahead meanwhile."""
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        task = group.create_task(look_up.run())
        yield task
        task.cancel()


async def asked_ahead(look_up, event=EVENT):
    """Return when the answer to what is expected is there."""
    look_up.expect(event)
    while look_up._ahead is None or not look_up._ahead.answer.done():  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0.001)  # noqa: TID251 - another task asks, in its own time


async def test_a_torrent_its_files_and_its_record_are_known(look_up, db):
    """Each from its own source."""
    hashes = (HASH, None, None)
    stored = await Downloads(db).create(
        Recording(title="Title"), hashes=hashes, found_by="test", status=Status.FINISHED, now=START
    )

    known = await look_up(EVENT)

    assert known.torrent is not None
    assert (known.torrent.hash, [file.size for file in known.files]) == (HASH, [7])
    assert known.stored == stored


async def test_what_is_neither_there_nor_stored_is_none(look_up):
    """Nothing is known of it."""
    known = await look_up(TorrentFinished(info_hash="b" * 40))

    assert (known.torrent, list(known.files), known.stored) == (None, [], None)


async def test_what_was_asked_ahead_is_not_asked_again(look_up, web_api):
    """Whether the answer is there already or awaited."""
    async with running(look_up):
        await asked_ahead(look_up)
        known = await look_up(EVENT)
        look_up.expect(EVENT)
        await asyncio.sleep(0)  # noqa: TID251 - until it is asked
        again = await look_up(EVENT)

    assert (known.torrent.hash, again.torrent.hash) == (HASH, HASH)
    assert web_api.asked("torrents/info") == 2


async def test_an_answer_of_a_former_moment_counts_for_nothing(look_up, web_api, clock):
    """By now the torrent may be moving."""
    async with running(look_up):
        await asked_ahead(look_up)
        clock.advance(timedelta(seconds=1))
        web_api.torrents[HASH].fields["state"] = "moving"

        known = await look_up(EVENT)

    assert known.torrent.moving


async def test_the_answer_of_another_torrent_is_not_taken(look_up, web_api):
    """It is asked for by itself."""
    web_api.hold(hash="c" * 40)
    async with running(look_up):
        await asked_ahead(look_up, TorrentFinished(info_hash="c" * 40))

        known = await look_up(EVENT)

    assert known.torrent.hash == HASH


async def test_a_failure_ahead_is_met_by_who_asks(look_up, web_api):
    """Asking ahead goes on."""
    web_api.answer = lambda: web.Response(status=502)
    async with running(look_up):
        await asked_ahead(look_up)
        with pytest.raises(UnavailableError):
            await look_up(EVENT)

        web_api.answer = None
        await asked_ahead(look_up)
        known = await look_up(EVENT)

    assert known.torrent.hash == HASH


async def test_nobody_waits_for_an_answer_that_will_not_come(look_up, web_api):
    """When the daemon ends, what is in hand asks by itself."""
    web_api.may_answer_login.clear()
    web_api.session += 1  # the next question leads to the login
    async with running(look_up) as task, asyncio.TaskGroup() as group:
        look_up.expect(EVENT)
        await web_api.login_arrived.wait()
        handler = group.create_task(look_up(EVENT))
        await asyncio.sleep(0)  # noqa: TID251 - until it waits
        task.cancel()
        web_api.may_answer_login.set()

    assert handler.result().torrent.hash == HASH


async def test_more_than_one_is_not_expected(look_up, web_api):
    """And nobody is kept waiting for that."""
    for number in range(3):
        look_up.expect(TorrentFinished(info_hash=f"{number:040x}"))
    async with running(look_up):
        await asked_ahead(look_up)

    assert look_up._ahead.key == TorrentFinished(info_hash=f"{0:040x}").key
