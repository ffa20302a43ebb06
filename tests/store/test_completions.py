"""Which finished downloads were looked at, on both databases."""

from datetime import timedelta

import pytest

from domain.events import TorrentFinished
from domain.facts import EventVerdict
from sandbox.clock import START
from store.completions import Completions
from store.database import Database
from store.queue.claims import Claims, Ending
from store.queue.inbox import Inbox

ADDED = START - timedelta(days=1)
LEASE = timedelta(minutes=1)


@pytest.fixture
def completions(db: Database) -> Completions:
    return Completions(db)


def torrent(number: int) -> str:
    return f"{number:040x}"


async def test_what_was_looked_at_is_seen(completions):
    """Of three finished torrents the noted one is left out; noting twice is harmless."""
    await completions.note(torrent(1), ADDED, now=START)
    await completions.note(torrent(1), ADDED, now=START)

    unseen = await completions.unseen({torrent(n): ADDED for n in range(3)})

    assert unseen == {torrent(0), torrent(2)}


async def test_a_torrent_added_again_is_another_completion(completions):
    """The same hash with another time of adding was not looked at."""
    await completions.note(torrent(1), ADDED, now=START)

    assert await completions.unseen({torrent(1): START}) == {torrent(1)}


async def test_what_waits_is_not_reported_again(completions, db):
    """While an event of the torrent is open there is nothing to find; once it is settled there may be."""
    inbox = Inbox(db)
    await inbox.add(TorrentFinished(info_hash=torrent(1)), now=START)
    while_open = await completions.unseen({torrent(1): ADDED})

    claims = Claims(db, "this daemon", inbox.arrived)
    claim = await claims.claim_next(now=START, lease=LEASE)
    await claims.settle(claim, Ending(EventVerdict.DROPPED, "it was gone"), now=START)

    assert while_open == set()
    assert await completions.unseen({torrent(1): ADDED}) == {torrent(1)}


async def test_a_large_client_is_compared_in_parts(completions):
    """More torrents than fit into one query are distinguished all the same."""
    for number in (7, 2400):
        await completions.note(torrent(number), ADDED, now=START)

    unseen = await completions.unseen({torrent(n): ADDED for n in range(2500)})

    assert len(unseen) == 2498
