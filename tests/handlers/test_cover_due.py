"""A completion's book gets MAM's poster, in an event of its own, and loses it again by the undo of the download."""

from collections.abc import Sequence

import pytest

from domain.events import CoverDue
from sandbox import pictures
from sandbox.mam import Fault
from store.queue.records import EventRecord

BOOK = 9000401


async def _rest(daemon) -> Sequence[EventRecord]:
    """Handle everything else that is due; the events of covers."""
    while await daemon.dispatcher.step():
        pass
    events = await daemon.parts.store.inbox.recent(limit=50)
    return [one for one in events if one.kind == "cover.due"]


def _cover(stage) -> bytes | None:
    [book] = stage.shelf.items()
    return None if book.cover_path is None else stage.shelf.covers.read(stage.shelf.library, book.cover_path)


async def test_a_completion_brings_the_poster(stage, daemon, finished, complete):
    """The fields are written first, and the completion is done before any picture is asked for."""
    stage.mam.add_poster(BOOK)
    row = await complete(finished)
    pictures_asked = [one for one in stage.mam.visits if one.path.startswith("/t/p/")]

    [event] = await _rest(daemon)

    assert (row.verdict, pictures_asked) == ("done", [])
    assert _cover(stage) == pictures.jpeg(500, 500, mark=f"torrent {BOOK}")
    assert (event.verdict, event.reason.startswith("cover: set to jpeg 500x500")) == ("done", True)
    assert stage.mam.violations == []


@pytest.mark.parametrize(
    "spoilt",
    [
        b"<html>not a picture</html>",
        pictures.gif(500, 500),
        pictures.jpeg(500, 500)[:-50],
        b"",
        bytes(11 * 2**20),
    ],
)
async def test_what_is_no_picture_leaves_the_book_as_it_is(stage, daemon, finished, complete, spoilt):
    """It is said once, in the cover's own event; the completion is done, and nothing waits."""
    stage.mam.add_poster(BOOK, spoilt)
    row = await complete(finished)

    [event] = await _rest(daemon)

    assert (row.verdict, event.verdict, _cover(stage)) == ("done", "done", None)
    assert event.reason.startswith("cover: ")


@pytest.mark.parametrize(
    "fault",
    [Fault.OFF_SITE, Fault.LOGIN_PAGE, Fault.FORBIDDEN, Fault.NOT_FOUND, Fault.EMPTY, Fault.NOT_SIGNED_IN],
)
async def test_a_site_that_answers_something_else_harms_nothing(stage, daemon, finished, complete, fault):
    """No cover, no failing event, and the session is as good as before."""
    stage.mam.add_poster(BOOK)
    stage.mam.off_site_url = "http://127.0.0.1:9/a.jpeg"
    stage.mam.always(fault, path="/t/p/")
    await complete(finished)

    [event] = await _rest(daemon)

    assert (event.verdict, _cover(stage)) == ("done", None)
    assert daemon.parts.dependencies["mam"].refused is None


async def test_a_host_in_trouble_is_asked_again_later(stage, daemon, finished, complete, clock):
    """The cover's event waits, the completion does not."""
    stage.mam.add_poster(BOOK)
    stage.mam.fail_next(Fault.SERVER_ERROR, path="/t/p/")
    row = await complete(finished)

    [waiting] = await _rest(daemon)
    clock.advance(waiting.due_at - clock.now())
    [event] = await _rest(daemon)

    assert (row.verdict, waiting.verdict, event.verdict) == ("done", None, "done")
    assert _cover(stage) is not None


async def test_no_event_without_a_poster_or_beside_a_cover(stage, daemon, finished, complete):
    """Where there is nothing to do, nothing is asked of anybody."""
    await complete(finished)

    assert await _rest(daemon) == []
    assert not any(one.path.endswith("/cover") for one in stage.shelf.requests)


async def test_a_book_with_a_cover_costs_no_event(stage, daemon, finished, complete):
    """The item that was read for its fields shows its cover."""
    stage.mam.add_poster(BOOK)
    [book] = stage.shelf.items()
    stage.shelf.covers.upload(stage.shelf.library, book, "png", b"a person's")
    await complete(finished)

    assert await _rest(daemon) == []
    assert _cover(stage) == b"a person's"


async def test_the_undo_of_a_download_takes_the_cover_back(stage, daemon, finished, complete):
    """With every field; and the next completion does not bring it again."""
    stage.mam.add_poster(BOOK)
    await complete(finished)
    await _rest(daemon)
    [download] = await daemon.parts.store.downloads.recent()

    undone = await daemon.api.undo.download(download.id)
    await complete(finished)
    await _rest(daemon)

    assert {one.change.field for one in undone if one.done} >= {"cover", "narrators"}
    assert _cover(stage) is None


async def test_an_item_that_is_gone_ends_its_event(daemon):
    """No one waits for it."""
    await daemon.parts.store.inbox.add(CoverDue(item="nobody", download=None), now=daemon.parts.clock.now())

    [event] = await _rest(daemon)

    assert (event.verdict, event.reason) == ("done", "cover: no source has a picture")
