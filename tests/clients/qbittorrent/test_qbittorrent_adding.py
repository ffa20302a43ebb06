"""Adding torrents: proved by the list, harmless twice, one at a time."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from clients.qbittorrent import Qbittorrent, Torrent
from domain.errors import UnavailableError, UnexpectedAnswerError
from sandbox.clock import FakeClock
from sandbox.qbittorrent import make_torrent
from sandbox.visits import smallest_spacing
from tests.fixtures.waiting import until


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(auto=True)


@pytest.fixture
def client(make_client, clock) -> Qbittorrent:
    return make_client(clock=clock)


@pytest.fixture
def torrent(tmp_path: Path) -> tuple[bytes, str]:
    file = tmp_path / "Book.m4b"
    file.write_bytes(b"audio")
    return make_torrent(file, comment="MID=7,UID=8")


async def add(client: Qbittorrent, torrent: tuple[bytes, str], save_path: str | None = None) -> Torrent:
    data, info_hash = torrent
    return await client.add(
        data, info_hash=info_hash, category="audiobooks", tags=["mam", "shelfhook"], save_path=save_path
    )


@pytest.mark.parametrize("modern", [False, True])
async def test_a_torrent_is_added_with_category_and_tags(client, web_api, torrent, modern):
    """What is listed afterwards has both, and the place asked for; on 4.5 and 5.2 alike."""
    web_api.modern = modern

    added = await add(client, torrent, "/elsewhere")

    assert added.hash == torrent[1]
    assert (added.category, added.tags, added.save_path) == ("audiobooks", ("mam", "shelfhook"), "/elsewhere")
    assert b'"autoTMM"\r\n\r\nFalse' in web_api.requests[-2].body


@pytest.mark.parametrize("modern", [False, True])
async def test_adding_twice_is_harmless(client, web_api, torrent, modern):
    """The second time it is not even sent."""
    web_api.modern = modern
    await add(client, torrent)

    again = await add(client, torrent)

    assert again.hash == torrent[1]
    assert web_api.asked("torrents/add") == 1


@pytest.mark.parametrize("modern", [False, True])
async def test_a_lost_answer_is_settled_by_asking(client, web_api, torrent, modern):
    """The torrent was added and no answer came: the list says so, whatever the repeated call met."""
    web_api.modern = modern
    web_api.loses_add_answers = True

    added = await add(client, torrent)

    assert added.hash == torrent[1]


async def test_what_never_arrived_is_an_outage(client, web_api, torrent):
    """It is not listed, so it was not added, and trying again later is right."""
    web_api.drops_adds = True

    with pytest.raises(UnavailableError, match="torrents/add"):
        await add(client, torrent)

    assert torrent[1] not in web_api.torrents


async def test_a_torrent_that_is_listed_late_is_waited_for(client, web_api, torrent, clock):
    """The answer may come a moment before the torrent is listed."""
    await add(client, torrent)
    listed = json.dumps([web_api.torrents.pop(torrent[1]).fields])
    answers = iter(["[]", "2.8.19", "Ok.", "[]", "[]", listed])
    web_api.answer = lambda: web.Response(text=next(answers), content_type="application/json")
    before = clock.now()

    added = await add(client, torrent)

    assert added.hash == torrent[1]
    assert clock.now() - before == timedelta(seconds=1)


@pytest.mark.parametrize("modern", [False, True])
async def test_what_is_no_torrent_is_refused(client, web_api, modern):
    """A login page in the place of a torrent file is reported as what it is."""
    web_api.modern = modern

    with pytest.raises(UnexpectedAnswerError, match="/api/v2/torrents/add"):
        await add(client, (b"<html>Log in</html>", "0" * 40))


async def test_a_refusal_is_reported(client, web_api, torrent):
    """An answer of "Fails." for a torrent that is not there means that it was not taken."""
    await add(client, torrent)
    del web_api.torrents[torrent[1]]
    answers = iter(["[]", "2.8.19", "Fails."])
    web_api.answer = lambda: web.Response(text=next(answers, "[]"), content_type="application/json")

    with pytest.raises(UnexpectedAnswerError, match="did not accept"):
        await add(client, torrent)


async def test_another_programs_page_is_reported(client, web_api, torrent):
    """Another program's words where qBittorrent's version should be are an unexpected answer, not a fault."""
    answers = iter(["[]", "Sign in"])
    web_api.answer = lambda: web.Response(text=next(answers, "[]"), content_type="application/json")

    with pytest.raises(UnexpectedAnswerError, match="torrents/add"):
        await add(client, torrent)


async def test_turns_are_five_seconds_apart(make_client, web_api, clock, tmp_path):
    """However many want to add at once, and also right after the start."""
    web_api.clock = clock
    client = make_client(clock=clock)
    started = clock.now()

    async def one(number: int) -> None:
        file = tmp_path / f"{number}.m4b"
        file.write_bytes(b"audio")
        async with client.turn_to_add():
            await add(client, make_torrent(file, comment=""))

    async with asyncio.TaskGroup() as tasks:
        for number in range(4):
            tasks.create_task(one(number))

    assert len(web_api.adds) == 4
    assert web_api.adds[0].at - started == timedelta(seconds=5)
    assert smallest_spacing(web_api.adds) == timedelta(seconds=5)


async def test_a_turn_that_failed_ends(client, clock):
    """Trouble within a turn does not hold up the next one for longer than the pause."""
    with pytest.raises(UnavailableError):
        async with client.turn_to_add():
            raise UnavailableError("down", service="qbittorrent")
    before = clock.now()

    async with client.turn_to_add():
        waited = clock.now() - before

    assert waited == timedelta(seconds=5)


async def test_the_free_space_is_reported(client, web_api):
    """In bytes, at qBittorrent's own save path."""
    web_api.free_space = 123
    web_api.save_path = "/data"

    assert await client.free_space() == 123
    assert await client.default_save_path() == "/data"


@pytest.mark.parametrize(("seen", "known"), [(7 << 30, 7 << 30), (-1, None), (0, 0)])
@pytest.mark.parametrize("listed", [False, True])
async def test_a_disk_that_was_not_looked_at_yet_is_not_full(make_client, web_api, seen, known, listed):
    """What is answered a second later is believed: the space, that the folder does not exist, or a full disk."""
    web_api.free_space = 0
    client = make_client(clock=(clock := FakeClock()))
    if listed:
        await client.torrents()

    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(client.free_space())
        await until(lambda: clock.slept)
        web_api.free_space = seen
        clock.advance(timedelta(seconds=1))

    assert asked.result() == known


async def test_a_disk_that_fills_up_is_full(client, web_api, clock):
    """At the first question after that, which takes a second, and it is free again at once."""
    web_api.free_space = 5_000
    await client.free_space()

    web_api.free_space = 0
    full = await client.free_space()
    web_api.free_space = 6_000

    assert (full, await client.free_space()) == (0, 6_000)
    assert clock.slept == [timedelta(seconds=1)]
