"""What a person keeps for ever is never written, whatever it holds."""

from datetime import timedelta

import pytest

from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import write_audio

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3)
TAGS = {"album": "Chains", "composer": "T. Reader"}


@pytest.fixture
def book(shelf, books, clock):
    """A book whose files say who reads it; no one has edited it."""
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags=TAGS)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(FieldName.NARRATORS, ["Ray Porter"], id="the files' own value"),
        pytest.param(FieldName.PUBLISHER, "Tape House", id="an empty field"),
        pytest.param(FieldName.DURATION_TAG, "Listed duration 1h 00m", id="a tag of ours"),
    ],
)
async def test_a_locked_field_is_left_as_it_is(book, desk, write, shelf, clock, name, value):
    """Whether there is nothing in it, the files' value or ours; the other fields of the item are written."""
    await desk.locks.lock(book.id, name.value, now=clock.now())

    written = await write(book.id, {name: value, FieldName.ISBN: "9780593135204"}, REASON)

    assert written.phrases[name] == "you locked it"
    assert book.isbn == "9780593135204"
    assert desk.fields.value(written.item, name) == desk.fields.value(written.before, name)


async def test_our_own_value_is_not_renewed_while_it_is_locked(book, desk, write, clock):
    """Newer data wait until it is unlocked."""
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, REASON)
    await desk.locks.lock(book.id, "narrators", now=clock.now())
    clock.advance(timedelta(minutes=1))

    await write(book.id, {FieldName.NARRATORS: ["Jo Smith"]}, REASON)
    assert book.narrators == ["Ray Porter"]

    await desk.locks.unlock(book.id, "narrators")
    await write(book.id, {FieldName.NARRATORS: ["Jo Smith"]}, REASON)
    assert book.narrators == ["Jo Smith"]


async def test_what_was_written_before_the_lock_can_be_undone(book, desk, write, undo, changes, clock):
    """To undo is a person's own word."""
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, REASON)
    [change] = await changes.recent()
    await desk.locks.lock(book.id, "narrators", now=clock.now())
    clock.advance(timedelta(minutes=1))

    undone = await undo.change(change.id)

    assert undone.done
    assert book.narrators == ["T. Reader"]
