"""Former values are put back, unless a person has changed them since."""

import pytest

from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.write_fields import Reason
from tests.handlers.writing.deciding import always
from tests.handlers.writing.undoing.conftest import MAM, NARRATORS, _only

BOOKS = Reason(source=ChangeSource.GOOGLE_BOOKS, event_id=8, download_id=None, run_id=4)


EVERY_FIELD = {
    FieldName.NARRATORS: ["Ray Porter"],
    FieldName.ABRIDGED: True,
    FieldName.DURATION_TAG: "Listed duration 1h 00m",
    FieldName.MISMATCH_TAG: True,
    FieldName.AUTHORS: ["A. Author"],
    FieldName.SERIES: [{"name": "Links", "sequence": "1.5"}],
    FieldName.PUBLISHER: "Audible Studios",
    FieldName.PUBLISHED_YEAR: "2021",
    FieldName.DESCRIPTION: "<p>Chained</p>",
    FieldName.ISBN: "9780593135204",
    FieldName.ASIN: "B08G9PRS1K",
    FieldName.LANGUAGE: "English",
    FieldName.EXPLICIT: True,
    FieldName.SUBTITLE: "A Tale",
    FieldName.PUBLISHED_DATE: "2021-05-04",
    FieldName.GENRES: ["Science Fiction"],
    FieldName.TAGS: ["litrpg"],
}


async def test_a_run_is_undone_field_by_field(shelf, book, write, undo):
    """The item is as it was before the run, with a person's own tags; every undoing is a change of its own."""
    shelf.edit(book.id, tags=["theirs"])
    before = book.metadata_json()
    await write(book.id, EVERY_FIELD, MAM)

    undone = await undo.run(2)

    assert book.metadata_json() == before
    assert {one.change.field for one in undone if one.done} == set(EVERY_FIELD)
    assert len(shelf.writes) == 2


async def test_an_undoing_is_a_change_that_says_what_it_undoes(book, changes, write, undo):
    """Its source is a person, and it keeps the download that it is about."""
    await write(book.id, NARRATORS, MAM)
    undone = await undo.change(await _only(changes))

    newest, first = await changes.recent()
    assert (undone.done, undone.why) == (True, "put back to T. Reader")
    assert (newest.undoes, newest.source, newest.status) == (first.id, "person", "written")
    assert (newest.before, newest.after, newest.download_id, newest.run_id) == (
        ["Ray Porter"],
        ["T. Reader"],
        3,
        None,
    )


async def test_the_same_event_does_not_write_it_again(book, changes, write, undo):
    """What was undone is a person's wish, also when newer data come."""
    await write(book.id, NARRATORS, MAM)
    number = await _only(changes)
    await undo.change(number)

    again = await write(book.id, NARRATORS, MAM)
    await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, MAM)

    assert book.narrators == ["T. Reader"]
    assert again.phrases == {FieldName.NARRATORS: f"you undid change {number}"}


@pytest.mark.parametrize("name", EVERY_FIELD)
async def test_no_undone_field_is_written_again(book, write, undo, name):
    """Whatever the field: the same words of MAM leave it as the undoing left it."""
    wanted = {name: EVERY_FIELD[name]}
    before = (await write(book.id, wanted, MAM)).before
    await undo.run(2)

    again = await write(book.id, wanted, MAM)

    assert again.phrases[name] == "you undid change 1"
    assert again.item.tags == before.tags


async def test_an_undoing_can_be_undone(book, changes, write, undo):
    """Our value is back, and ours again: newer data may replace it."""
    await write(book.id, NARRATORS, MAM)
    first = await undo.change(await _only(changes))
    second = await undo.change((await changes.recent())[0].id)

    assert (first.done, second.done, book.narrators) == (True, True, ["Ray Porter"])
    await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, MAM)
    assert book.narrators == ["Someone New"]


async def test_twice_is_once(shelf, book, changes, write, undo):
    """What is undone already says so."""
    await write(book.id, NARRATORS, MAM)
    number = await _only(changes)
    await undo.change(number)

    again = await undo.change(number)

    assert (again.done, len(shelf.writes)) == (False, 2)
    assert again.why == f"change {number + 1} undid it already"


async def test_a_persons_later_value_stays(shelf, book, changes, write, undo):
    """The answer names it."""
    await write(book.id, NARRATORS, MAM)
    shelf.edit(book.id, narrators=["By Hand"])

    undone = await undo.change(await _only(changes))

    assert (undone.done, undone.why) == (False, "someone changed it since, to By Hand")
    assert book.narrators == ["By Hand"]


async def test_an_older_change_waits_for_the_newer_one(book, changes, write, undo):
    """The newest goes first; then the older one can be undone too."""
    await write(book.id, NARRATORS, MAM)
    number = await _only(changes)
    await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, MAM)

    too_early = await undo.change(number)
    await undo.change(number + 1)
    undone = await undo.change(number)

    assert too_early.why == f"change {number + 1} set it again since: undo that first"
    assert (undone.done, book.narrators) == (True, ["T. Reader"])


async def test_a_run_that_set_a_field_twice_is_undone_to_its_beginning(book, write, undo):
    """The newest change first, then the one before it."""
    await write(book.id, NARRATORS, MAM)
    await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, MAM)

    undone = await undo.run(2)

    assert [one.done for one in undone] == [True, True]
    assert book.narrators == ["T. Reader"]


async def test_a_run_over_many_items_costs_five_requests_for_each_fifty(shelf, desk, undo):
    """Read, written and read back, and asked twice for scans; a person's item and other runs are not touched."""
    made = shelf.add_synthetic(60)
    ids = [one.id for one in made]
    await desk(ids, always(FieldName.NARRATORS, ["Ray Porter"], MAM))
    await desk(ids, always(FieldName.LANGUAGE, "English", BOOKS))
    shelf.edit(made[7].id, narrators=["By Hand"])
    asked = len(shelf.requests)

    undone = await undo.run(2)

    assert [one.change.item_id for one in undone if not one.done] == [made[7].id]
    assert [one.narrators for one in made if one.narrators] == [["By Hand"]]
    assert {one.language for one in made} == {"English"}
    assert len(shelf.requests) - asked == 10
