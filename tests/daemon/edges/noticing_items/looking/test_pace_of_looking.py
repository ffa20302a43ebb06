"""Reading the newest items slows down for a refusal, an outage and a write, and is the leader's."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from daemon.edges.looking import LONGEST_REST, WHILE_UNAVAILABLE
from domain.looking import EVERY, OPENS, WHILE_WRITING
from tests.daemon.edges.noticing_items.looking.conftest import listings, look_until


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
