"""Two daemons that give one item its cover send one upload (the item's lock and the server's turn are shared)."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from daemon.config.settings import Settings
from daemon.wiring.daemon import build
from domain.errors import UnavailableError
from domain.facts import ChangeSource
from handlers.writing.cover_offers import CoverOffer
from handlers.writing.write_fields import Reason
from sandbox import pictures
from sandbox.audiobookshelf import write_audio
from sandbox.clock import in_turns
from tests.fixtures.stores import ready_state

pytestmark = pytest.mark.databases("postgres")

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=None)
PICTURE = pictures.jpeg(500, 500, mark="poster")


@pytest.fixture
def items(shelf, books, clock):
    """Books without a cover, and one whose cover is the picture; each write takes its time, as on a loaded server."""
    shelf.state.takes = lambda duration: in_turns(40 * duration)
    shelf.editor.upload = shelf.editor.delete = True
    for title in ("One", "Other", "Theirs"):
        write_audio(books / title / "1.mp3", seconds=60)
    found = {book.title: book for book in shelf.scan_library().added}
    shelf.covers.upload(shelf.library, found["Theirs"], "jpg", PICTURE)
    clock.advance(timedelta(minutes=1))
    return found


@pytest.fixture
def offer(shelf, items):
    return CoverOffer(f"{shelf.url}/api/items/{items['Theirs'].id}/cover?raw=1", ChangeSource.AUDIBLE)


@pytest.fixture
async def desks(shelf, clock, database_url, tmp_path):
    """The desks of two whole daemons on one store."""
    one, other = (
        Settings(
            mam_id="unused",
            abs_url=shelf.url,
            abs_token=shelf.editor.token,
            database_url=database_url,
            state_dir=ready_state(tmp_path / name),
            listen="127.0.0.1:0",
        )
        for name in ("one", "other")
    )
    async with build(one, clock) as first, build(other, clock) as second:
        yield [daemon.api.books.take.cover.desk for daemon in (first, second)]


async def set_by_all(clock, desks, offer, item_ids):
    """Each desk gives each item its cover, side by side; a desk that has to wait comes again."""

    async def give(desk, item_id):
        said = None
        while said is None:
            with suppress(UnavailableError):
                said = await desk(item_id, [offer], REASON)
            await clock.sleep(timedelta(0))
        return said

    async with asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(give(desk, one)) for desk in desks for one in item_ids]
    return [one.result() for one in asked]


def uploads(shelf):
    return sorted(one.item_id for one in shelf.writes if one.body.get("cover"))


async def test_one_item_gets_one_upload(shelf, clock, items, offer, desks):
    """One sets it, and the other sees that it is filled in; there is one change, which is written."""
    said = await set_by_all(clock, desks, offer, [items["One"].id])

    assert uploads(shelf) == [items["One"].id]
    assert sorted(one.partition(" jpeg")[0] for one in said) == ["is filled in already", "set to"]
    assert [one.status for one in await desks[0].changes.recent()] == ["written"]
    assert shelf.covers.read(shelf.library, items["One"].cover_path) == PICTURE


async def test_two_items_get_one_each(shelf, clock, items, offer, desks):
    """The daemons wait for the server's turn, and no one's upload is lost."""
    both = [items["One"].id, items["Other"].id]

    await set_by_all(clock, desks, offer, both)

    assert uploads(shelf) == sorted(both)
    assert shelf.crashes == 0
