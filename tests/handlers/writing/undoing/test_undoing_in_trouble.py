"""An undoing after a lost answer, of what never arrived, of an item that is gone, and of odd values."""

from dataclasses import replace

import pytest

from domain.errors import NotFoundError, UnavailableError
from domain.policy import FieldName
from handlers.writing.undo import UndoChanges
from sandbox.audiobookshelf import Fault
from tests.handlers.writing.undoing.conftest import MAM, NARRATORS, _only


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_answer_leads_to_one_undoing(shelf, book, changes, write, undo, drop):
    """Whether it arrived or not, asking again ends right."""
    await write(book.id, NARRATORS, MAM)
    number = await _only(changes)
    shelf.fail_next(Fault(drop=drop), on="PATCH")
    with pytest.raises(UnavailableError):
        await undo.change(number)

    await undo.change(number)

    assert book.narrators == ["T. Reader"]
    written = [change for change in await changes.recent() if change.status == "written"]
    assert [change.undoes for change in written] == [number, None]


async def test_a_dry_run_undoes_nothing(shelf, book, changes, desk, write, undo):
    """It notes once what it would put back; and a change of a dry run has nothing to undo."""
    await write(book.id, NARRATORS, MAM)
    dry = UndoChanges(changes=changes, desk=replace(desk, dry_run=True))
    number = await _only(changes)

    undone = await dry.change(number)
    await dry.change(number)
    of_dry_run = await undo.change(number + 1)

    assert (undone.done, undone.why) == (True, "would be put back to T. Reader")
    assert (book.narrators, len(shelf.writes)) == (["Ray Porter"], 1)
    assert [change.status for change in await changes.recent()] == ["dry_run", "written"]
    assert (of_dry_run.done, of_dry_run.why) == (False, "it was a dry run: nothing was written")


async def test_what_never_arrived_has_nothing_to_undo(shelf, book, changes, write, undo):
    """A write that was lost is settled first."""
    shelf.fail_next(Fault(drop="before"), on="PATCH")
    with pytest.raises(UnavailableError):
        await write(book.id, NARRATORS, MAM)

    undone = await undo.change(await _only(changes))

    assert undone.why == "Audiobookshelf never saved it"


async def test_an_item_that_is_gone_is_said(shelf, book, changes, write, undo):
    """There is nowhere to put the value back."""
    await write(book.id, NARRATORS, MAM)
    shelf.forget(book.id)

    undone = await undo.change(await _only(changes))

    assert undone.why == "the library no longer has this item"


async def test_odd_former_values_are_put_back_tidied(book, write, undo):
    """Blank names cannot be sent, and several duration tags are put back as several."""
    book.narrators = [" padded ", ""]
    book.tags = ["Listed duration 2h 00m", "Listed duration 3h 00m"]
    await write(book.id, NARRATORS | {FieldName.DURATION_TAG: "Listed duration 1h 00m"}, MAM)
    assert (book.narrators, book.tags) == (["Ray Porter"], ["Listed duration 1h 00m"])

    await undo.run(2)

    assert (book.narrators, book.tags) == (["padded"], ["Listed duration 2h 00m", "Listed duration 3h 00m"])


async def test_an_empty_title_cannot_be_put_back(shelf, book, changes, write, undo):
    """The one value that must not be sent."""
    shelf.edit(book.id, title=None)
    await write(book.id, {FieldName.TITLE: "Chains"}, MAM)

    undone = await undo.change(await _only(changes))

    assert (undone.done, undone.why) == (False, "Audiobookshelf does not accept an empty title")


async def test_an_unknown_number_is_said(undo):
    """Of a change as of a run."""
    with pytest.raises(NotFoundError, match="there is no change 99"):
        await undo.change(99)
    with pytest.raises(NotFoundError, match="run 99 wrote nothing"):
        await undo.run(99)
