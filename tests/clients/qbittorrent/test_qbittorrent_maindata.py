"""All torrents, by what changed since the last look."""

import pytest
from aiohttp import web

from clients.qbittorrent import Qbittorrent
from domain.errors import UnavailableError, UnexpectedAnswerError
from sandbox.qbittorrent.stand_in import QbittorrentStandIn

FIRST = "354366b4ded3ec25a5c08daf0983dcdbb44db7ce"
SECOND = "1" * 40


async def test_every_torrent_is_there_as_it_is_listed(client, web_api):
    """What the deltas add up to equals what a single torrent's own listing says."""
    web_api.hold(hash=SECOND, name="Second", tags="a, mam", category="audiobooks", comment="MID=5")

    torrents = {torrent.hash: torrent for torrent in await client.torrents()}

    assert torrents == {own: await client.torrent(own) for own in (FIRST, SECOND)}


async def test_only_what_changed_is_reported_again(client: Qbittorrent, web_api: QbittorrentStandIn):
    """A changed state, a new torrent and a removed one are taken in, and the rest stays."""
    web_api.hold(hash=SECOND, name="Second")
    before = {torrent.hash: torrent for torrent in await client.torrents()}

    web_api.torrents[SECOND].fields |= {"state": "moving", "progress": 1}
    third = "3" * 40
    web_api.hold(hash=third, name="Third")
    del web_api.torrents[FIRST]
    after = {torrent.hash: torrent for torrent in await client.torrents()}

    assert (before[SECOND].state, after[SECOND].state) == ("stalledUP", "moving")
    assert after[SECOND].name == "Second"
    assert set(after) == {SECOND, third}
    last = web_api.requests[-1]
    assert (last.path, last.body) == ("/api/v2/sync/maindata", b"rid=1")


async def test_a_new_login_begins_again(client, web_api):
    """After its session was lost it gets everything, and what went meanwhile is gone."""
    web_api.hold(hash=SECOND)
    await client.torrents()

    web_api.sessions.forget()
    del web_api.torrents[FIRST]
    torrents = await client.torrents()

    assert [torrent.hash for torrent in torrents] == [SECOND]


async def test_another_reader_of_the_same_session_harms_nothing(client, web_api):
    """Its request makes the next answer a full one, which takes the place of what was known."""
    await client.torrents()
    web_api.sessions.newest().answer(rid=0, torrents={}, state={})
    web_api.torrents[FIRST].fields["state"] = "moving"

    [torrent] = await client.torrents()

    assert torrent.state == "moving"


async def test_an_answer_of_another_form_is_refused_and_forgotten(client, web_api):
    """The next look begins again, and is right."""
    await client.torrents()
    web_api.answer = lambda: web.json_response({"rid": 7, "torrents": [FIRST]})
    with pytest.raises(UnexpectedAnswerError, match="sync/maindata"):
        await client.torrents()

    web_api.answer = None

    assert [torrent.hash for torrent in await client.torrents()] == [FIRST]
    assert web_api.requests[-1].body == b"rid=0"


async def test_a_torrent_that_lacks_a_field_is_refused(client, web_api):
    """Half a torrent is not taken for a whole one."""
    del web_api.torrents[FIRST].fields["infohash_v1"]

    with pytest.raises(UnexpectedAnswerError):
        await client.torrents()


async def test_a_proxy_that_misses_its_qbittorrent_is_an_outage(client, web_api):
    web_api.answer = lambda: web.Response(status=404)

    with pytest.raises(UnavailableError, match=r"set QBITTORRENT_URL to .* with the path"):
        await client.torrents()


async def test_free_space_comes_with_the_same_deltas(client, web_api):
    """It is known when it has not changed, and new when it has."""
    web_api.free_space = 5_000
    first = await client.free_space()
    await client.torrents()
    unchanged = await client.free_space()

    web_api.free_space = 4_000

    assert (first, unchanged, await client.free_space()) == (5_000, 5_000, 4_000)
    assert web_api.requests[-1].body == b"rid=3"
