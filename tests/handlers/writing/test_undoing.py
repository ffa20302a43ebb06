"""Former values are put back, unless a person has changed them since."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import NotFoundError, UnavailableError
from domain.facts import ChangeSource
from domain.policy import FieldName
from handlers.writing.undo import UndoChanges
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import Fault, write_audio
from tests.handlers.writing.deciding import always

MAM = Reason(source=ChangeSource.MAM, event_id=7, download_id=3, run_id=2)
BOOKS = Reason(source=ChangeSource.GOOGLE_BOOKS, event_id=8, download_id=None, run_id=4)
TAGS = {"album": "Chains", "composer": "T. Reader"}
NARRATORS = {FieldName.NARRATORS: ["Ray Porter"]}


@pytest.fixture
def book(shelf, books, clock):
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags=TAGS)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


async def _only(changes) -> int:
    [change] = await changes.recent()
    return change.id


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
    assert again.sentence == f"narrators: a person undid change {number}"


@pytest.mark.parametrize("name", EVERY_FIELD)
async def test_no_undone_field_is_written_again(book, write, undo, name):
    """Whatever the field: the same words of MAM leave it as the undoing left it."""
    wanted = {name: EVERY_FIELD[name]}
    before = (await write(book.id, wanted, MAM)).before
    await undo.run(2)

    again = await write(book.id, wanted, MAM)

    assert again.phrases[name] == "a person undid change 1"
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

    assert (undone.done, undone.why) == (False, "a person changed it since, to By Hand")
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
