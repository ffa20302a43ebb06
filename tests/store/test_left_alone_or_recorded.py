"""A torrent is left alone or has a record, and never both."""

import pytest
from sqlalchemy import insert

from domain.facts import Status
from domain.recording import Recording
from store.downloads import Downloads
from store.left_alone import LeftAlone, LeftTorrent
from store.tables import LEFT_ALONE
from store.work import change

V1, V2, OTHER = "1" * 40, "2" * 64, "3" * 40


@pytest.fixture
def left_alone(db):
    return LeftAlone(db)


@pytest.fixture
def downloads(db):
    return Downloads(db)


def torrent(info_hash: str) -> LeftTorrent:
    return LeftTorrent(info_hash=info_hash, name="A book", category="tv", reason="its category is tv")


async def record(downloads, clock, *hashes):
    found = Recording(title="A book", torrent_id=1)
    return await downloads.create(
        found, hashes=hashes, found_by="a test", status=Status.PROPOSED, now=clock.now()
    )


@pytest.mark.parametrize("known", [V1, V2[:40]])
async def test_a_record_ends_it(left_alone, downloads, clock, known):
    """By whichever of its hashes the client knows it; others stay."""
    await left_alone.note([torrent(known), torrent(OTHER)], now=clock.now())

    await record(downloads, clock, known, V1, V2)

    assert set(await left_alone.categories()) == {OTHER}


async def test_a_hash_that_is_learnt_later_ends_it(left_alone, downloads, clock):
    """A proposal has no hash before its torrent is there."""
    proposed = await record(downloads, clock, None, None, None)
    await left_alone.note([torrent(V1), torrent(OTHER)], now=clock.now())

    await downloads.update(proposed.id, info_hash=V2[:40], infohash_v1=V1, infohash_v2=None)

    assert set(await left_alone.categories()) == {OTHER}


async def test_what_has_a_record_is_not_noted(left_alone, downloads, clock):
    """Of more torrents than one statement takes, those without one are."""
    await record(downloads, clock, V1, V1, None)

    await left_alone.note([torrent(V1), *(torrent(f"{n:040x}") for n in range(600))], now=clock.now())

    noted = await left_alone.categories()
    assert V1 not in noted
    assert len(noted) == 600


async def test_what_both_got_at_once_is_put_right(left_alone, downloads, clock, db):
    """Another daemon may note a torrent while this one stores its record; the next comparison sees it."""
    await record(downloads, clock, V1, V1, None)
    row = {"info_hash": V1, "name": "A book", "category": "", "reason": "", "search_text": ""}
    await db.write(change(insert(LEFT_ALONE), [row | {"noted_at": clock.now()}]))

    await left_alone.forget([])

    assert await left_alone.categories() == {}
