"""Undo takes back only our cover, and says which right it needs."""

import pytest

from clients.images import read_picture
from domain.errors import UnavailableError
from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.cover_undo import UndoCover
from handlers.writing.undo import UndoChanges
from sandbox import pictures
from sandbox.audiobookshelf import Fault
from store.source_answers import SourceAnswer
from tests.handlers.writing.covers.conftest import AUDIBLE, MAM, OTHER, POSTER, _shown


@pytest.fixture
def undo(covers, desk, changes) -> UndoChanges:
    return UndoChanges(changes=changes, desk=desk, apart={FieldName.COVER: UndoCover(covers)})


async def test_undo_removes_it_and_it_stays_away(shelf, book, changes, covers, undo):
    """The item shows the placeholder again, and the undone cover is not set again."""
    await covers(book.id, [POSTER], MAM)
    [change] = await changes.recent()

    [undone] = await undo.run(2)

    assert (undone.done, undone.why, book.cover_path) == (True, "put back to nothing", None)
    assert await covers(book.id, [POSTER], MAM) == f"you undid change {change.id}"
    assert not (await undo.change(change.id)).done


async def test_undo_leaves_a_persons_later_cover(shelf, book, changes, covers, undo):
    """A picture that is not the one we sent is not removed."""
    await covers(book.id, [POSTER], MAM)
    shelf.covers.upload(shelf.library, book, "jpg", read_picture(pictures.jpeg(500, 500, mark="theirs")).data)

    [undone] = await undo.run(2)

    assert (undone.done, undone.why) == (False, "someone changed it since, to another picture")
    assert book.cover_path is not None


async def test_undo_says_which_right_it_needs(shelf, book, covers, undo, user):
    """To remove a cover needs a right of its own; without it nothing happens, and it can be undone later."""
    await covers(book.id, [POSTER], MAM)
    user.delete = False
    [refused] = await undo.run(2)
    user.delete = True
    [undone] = await undo.run(2)

    assert (refused.done, "turn on Can Delete" in refused.why) == (False, True)
    assert undone.done
    assert book.cover_path is None


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_answer_to_an_undoing_ends_right(shelf, book, changes, covers, undo, drop):
    """Asked again, it is undone once."""
    await covers(book.id, [POSTER], MAM)
    shelf.fail_next(Fault(drop=drop), on="DELETE")
    with pytest.raises(UnavailableError):
        await undo.run(2)

    await undo.run(2)

    assert book.cover_path is None
    written = [one for one in await changes.recent() if one.status == "written" and one.undoes]
    assert len(written) == 1


async def test_an_undoing_can_be_undone(shelf, book, changes, covers, undo, clock):
    """The same picture is set again, and the cover is the source's as before."""
    await covers.offers.answers.keep(
        SourceAnswer(
            item_id=book.id,
            source=ChangeSource.AUDIBLE,
            asked_at=clock.now(),
            in_vain=0,
            found=True,
            values={"cover": OTHER.address},
            why=None,
        )
    )
    await covers(book.id, await covers.offers.of(book.id, None), MAM)
    await undo.run(2)
    newest = (await changes.recent())[0]

    again = await undo.change(newest.id)

    assert (again.done, _shown(shelf, book)) == (True, AUDIBLE.data)
    assert (await changes.recent())[0].source == ChangeSource.AUDIBLE


async def test_other_fields_are_written_and_undone_beside_it(shelf, book, covers, write, undo, changes):
    """A cover's change is none of the desk that writes the other fields: both work on one item."""
    await covers(book.id, [POSTER], MAM)
    await write(book.id, {FieldName.NARRATORS: ["Ray Porter"]}, MAM)

    undone = await undo.run(2)

    assert {one.change.field: one.done for one in undone} == {"cover": True, "narrators": True}
    assert (book.cover_path, book.narrators) == (None, [])
