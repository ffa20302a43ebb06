import asyncio

import pytest
from aiohttp import web
from pydantic import SecretStr

from clients.qbittorrent import Login, Qbittorrent
from domain.dependency import Dependency
from domain.errors import DownError, NotFoundError, ShelfhookError
from sandbox.clock import FakeClock

V1 = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"
V2 = "a1" * 32


async def test_a_torrent_is_found_by_its_id(client, web_api):
    """One request finds a torrent by qBittorrent's id, whatever its case, after the one login."""
    torrent = await client.torrent(V1.upper())

    assert torrent is not None
    assert torrent.hash == V1
    assert web_api.asked("auth/login") == 1


@pytest.mark.parametrize(
    "hashes",
    [
        {"info_hash": V2[:40]},
        {"info_hash": V2},
        {"info_hash": V1},
        {"info_hash": V1.upper()},
        {"info_hash": "0" * 40, "v2": V2},
        {"info_hash": "0" * 40, "v1": V1},
        {"info_hash": V1, "v1": V1, "v2": V2},
    ],
    ids=str,
)
async def test_a_hybrid_torrent_is_found_by_any_of_its_hashes(client, web_api, hashes):
    """A hybrid torrent's id is the head of its v2 hash, and its info hashes find it as well."""
    web_api.torrents.clear()
    web_api.hold(hash="f" * 40, infohash_v1="f" * 40)
    web_api.hold(hash=V2[:40], infohash_v1=V1, infohash_v2=V2)

    torrent = await client.torrent(**hashes)

    assert torrent is not None
    assert (torrent.hash, torrent.v1, torrent.v2) == (V2[:40], V1, V2)


async def at_once(client, hashes):
    """What each of several callers gets that ask while a first answer is awaited."""

    async def asked_for(info_hash):
        try:
            return await client.torrent(info_hash)
        except ShelfhookError as error:
            return error

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(asked_for(one)) for one in [V1, *hashes]]
    return [task.result() for task in tasks[1:]]


async def test_those_who_ask_at_the_same_time_share_a_listing(client, web_api):
    """Each gets its own torrent."""
    hashes = [f"{number:040x}" for number in range(5)]
    for one in hashes[1:]:
        web_api.hold(hash=one)
    await client.version()  # logs in

    absent, *found = await at_once(client, hashes)

    assert absent is None
    assert [torrent.hash for torrent in found] == hashes[1:]
    # The first one's, that of the others, and a whole one for the one that is not there.
    assert web_api.asked("torrents/info") == 3


async def test_an_outage_is_reported_to_all_who_asked(client, web_api):
    """And is met once, not by each of them again."""
    await client.version()
    web_api.answer = lambda: web.Response(status=502)

    told = await at_once(client, ["1" * 40, "2" * 40, "3" * 40])

    assert [type(one) for one in told] == [DownError] * 3
    # The library asks three times for each of the two.
    assert web_api.asked("torrents/info") <= 6


async def test_a_torrent_that_is_not_there_is_none(client, web_api):
    """An unknown hash is None, and two listings are all that it costs; empty hashes match nothing."""
    torrent = await client.torrent("0" * 40, v1="1" * 40)

    assert torrent is None
    assert web_api.asked("torrents/info") == 3  # the first one led to the login


async def test_the_comment_is_asked_for_where_the_listing_lacks_it(client, web_api):
    """Before 5.0 the comment costs a request of its own; from 5.0 on it came with the torrent."""
    web_api.hold(hash="5" * 40)
    web_api.torrents["5" * 40].fields["comment"] = "MID=5,UID=2"
    old, new = await client.torrent(V1), await client.torrent("5" * 40)

    comments = [await client.comment(old), await client.comment(new)]

    assert comments == ["MID=1,UID=2", "MID=5,UID=2"]
    assert web_api.asked("torrents/properties") == 1


async def test_a_torrent_that_went_has_neither_files_nor_comment(client, web_api):
    """What is asked of a torrent that was removed meanwhile is not found, and the service counts as well."""
    torrent = await client.torrent(V1)
    files = await client.files(V1)
    web_api.torrents.clear()

    with pytest.raises(NotFoundError, match="torrents/files answered 404"):
        await client.files(V1)
    with pytest.raises(NotFoundError, match="torrents/properties answered 404"):
        await client.comment(torrent)

    assert [file.path for file in files] == ["Book/1.m4b"]
    assert client.dependency.failures_in_a_row == 0


async def test_the_version_is_reported_without_its_letter(client):
    """The version is the bare number."""
    assert await client.version() == "4.5.2"


async def test_each_call_is_reported(client):
    """Requests are counted once for each call."""
    await client.torrent(V1)
    await client.files(V1)

    assert client.dependency.durations.count == 2
    assert client.dependency.last_success == client.clock.now()
    assert client.dependency.last_error is None


def test_a_client_prints_no_secret():
    """Neither login nor key shows in the client's repr."""
    text = repr(
        Qbittorrent(
            login=Login(
                url="http://admin:planted@127.0.0.1:1",
                username="admin",
                password=SecretStr("planted"),
                api_key=SecretStr("planted"),
            ),
            dependency=Dependency("qbittorrent", FakeClock()),
            clock=FakeClock(),
        )
    )

    assert "planted" not in text
