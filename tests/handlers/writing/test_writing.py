"""Fields are set where no person has spoken, and what was set is proved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.errors import UnavailableError
from domain.facts import ChangeSource
from domain.policy import FieldName, policy_from
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import Fault, write_audio
from store import work
from tests.handlers.writing.deciding import where_empty

REASON = Reason(source=ChangeSource.MAM, event_id=7, download_id=3, run_id=2)
TAGS = {"album": "Chains", "artist": "A. Author", "composer": "T. Reader", "publisher": "Tape House"}
NARRATORS = {FieldName.NARRATORS: ["Ray Porter"]}


@pytest.fixture
def book(shelf, books, clock):
    """A book that a scan has found, a minute ago."""
    write_audio(books / "Chains" / "1.mp3", seconds=60, tags=TAGS)
    shelf.scan_library()
    clock.advance(timedelta(minutes=1))
    return shelf.item("Chains")


EVERY_FIELD = {
    FieldName.NARRATORS: ["Ray Porter", "Jo Smith"],
    FieldName.ABRIDGED: True,
    FieldName.DURATION_TAG: "Listed duration 1h 00m",
    FieldName.MISMATCH_TAG: True,
    FieldName.EXPLICIT: True,
    FieldName.TITLE: "Chains",
    FieldName.SUBTITLE: "A Novel",
    FieldName.AUTHORS: ["a. author", "B. Author"],
    FieldName.SERIES: [{"name": "Links", "sequence": "1.5"}, {"name": "Alone", "sequence": None}],
    FieldName.PUBLISHER: "Audible Studios",
    FieldName.PUBLISHED_YEAR: "2021",
    FieldName.PUBLISHED_DATE: "2021-05-04",
    FieldName.DESCRIPTION: "<div>Plain & simple</div><script>x</script>",
    FieldName.ISBN: "9780593135204",
    FieldName.ASIN: "B08G9PRS1K",
    FieldName.LANGUAGE: "English",
    FieldName.GENRES: ["LitRPG", "Fantasy"],
    FieldName.TAGS: ["full cast"],
}


async def test_every_field_is_set_and_read_back(shelf, books, changes, write):
    """What the history holds as after is what the library holds, also where that differs from what was sent."""
    write_audio(books / "Bare" / "1.mp3", seconds=60)
    shelf.scan_library()
    book = shelf.item("Bare")

    written = await write(book.id, EVERY_FIELD, REASON)

    assert (book.narrators, book.abridged, book.publisher) == (
        ["Ray Porter", "Jo Smith"],
        True,
        "Audible Studios",
    )
    assert book.tags == ["full cast", "Listed duration 1h 00m", "duration-mismatch"]
    assert [(s.name, s.sequence) for s in book.series] == [("Links", "1.5"), ("Alone", None)]
    assert book.description == "Plain &amp; simple"
    after = {change.field: change.after for change in await changes.recent()}
    assert set(after) == set(EVERY_FIELD)
    assert after["description"] == "Plain &amp; simple"
    assert written.phrases[FieldName.TITLE] == "set to Chains"
    assert {change.status for change in await changes.recent()} == {"written"}


async def test_the_same_again_sends_nothing(shelf, books, changes, write):
    """Whatever form Audiobookshelf keeps a value in, it is known again."""
    write_audio(books / "Bare" / "1.mp3", seconds=60)
    shelf.scan_library()
    book = shelf.item("Bare")
    await write(book.id, EVERY_FIELD, REASON)
    rows = len(await changes.recent())

    again = await write(book.id, EVERY_FIELD, REASON)

    assert (len(shelf.writes), len(await changes.recent())) == (1, rows)
    assert set(again.phrases.values()) == {"already right"}


async def test_a_change_says_why_it_was_made(book, changes, write):
    """Source, event, download and run are noted with it."""
    await write(book.id, NARRATORS, REASON)

    [change] = await changes.recent()
    assert (change.source, change.event_id, change.download_id, change.run_id) == ("mam", 7, 3, 2)
    assert (change.before, change.after) == (["T. Reader"], ["Ray Porter"])


@pytest.mark.parametrize(
    ("name", "ours", "newer", "theirs"),
    [
        (FieldName.PUBLISHER, "Audible Studios", "Macmillan", {"publisher": "By Hand"}),
        (FieldName.LANGUAGE, "English", "French", {"language": "German"}),
        (FieldName.LANGUAGE, "English", "French", {"language": None}),
        (FieldName.SERIES, [{"name": "Links", "sequence": "1"}], [], {"series": [("Links", "2")]}),
        (FieldName.DESCRIPTION, "Ours", "Ours!", {"description": "<p>Theirs</p>"}),
        (FieldName.NARRATORS, ["Ray Porter"], ["Jo Smith"], {"narrators": []}),
        (FieldName.NARRATORS, ["Ray Porter"], ["Jo Smith"], {"narrators": ["R. Porter"]}),
        (FieldName.ABRIDGED, True, False, {"abridged": False}),
        (FieldName.DURATION_TAG, "Listed duration 1h 00m", "Listed duration 2h 00m", {"tags": []}),
        (FieldName.MISMATCH_TAG, True, False, {"tags": ["theirs"]}),
    ],
)
async def test_a_persons_edit_after_our_write_stays(shelf, book, write, name, ours, newer, theirs):
    """Another value or none: neither the same data again nor new data replace it."""
    await write(book.id, {name: ours}, REASON)
    shelf.edit(book.id, **theirs)
    before = book.metadata_json()

    for wanted in (ours, newer):
        await write(book.id, {name: wanted}, REASON)

    assert book.metadata_json() == before


async def test_a_person_may_put_the_files_value_back(shelf, book, write):
    """Where scans keep what is there, only a person can have done so."""
    await write(book.id, NARRATORS, REASON)
    shelf.edit(book.id, narrators=["T. Reader"])

    await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, REASON)

    assert book.narrators == ["T. Reader"]


async def test_what_a_scan_reverted_is_written_again(shelf, book, write):
    """A library without absMetadata in its precedence loses what was written with each scan."""
    shelf.library.settings["metadataPrecedence"] = ["folderStructure", "audioMetatags"]
    await write(book.id, NARRATORS, REASON)
    shelf.rescan(book.id)
    assert book.narrators == ["T. Reader"]

    written = await write(book.id, NARRATORS, REASON)

    assert book.narrators == ["Ray Porter"]
    assert written.sentence == "narrators: set to Ray Porter"


async def test_null_that_a_rescan_fills_from_the_tags_is_not_filled_again(shelf, book, write):
    """A person took our value away, the scan put the files' there, and it stays."""
    write = replace(write, policy=policy_from({"publisher": "ours"}))
    await write(book.id, {FieldName.PUBLISHER: "Audible Studios"}, REASON)
    shelf.edit(book.id, publisher=None)
    shelf.rescan(book.id)

    await write(book.id, {FieldName.PUBLISHER: "Audible Studios"}, REASON)

    assert book.publisher == "Tape House"


async def test_a_book_added_again_is_filled_again(shelf, books, book, changes, write):
    """With its id its values were lost, and no one took them away."""
    await write(book.id, NARRATORS | {FieldName.LANGUAGE: "English"}, REASON)
    shelf.forget(book.id)
    [anew] = shelf.scan_library().added
    for change in await changes.recent():
        await _move(changes, change.id, anew.id)

    await write(anew.id, NARRATORS | {FieldName.LANGUAGE: "English"}, REASON)

    assert (anew.narrators, anew.language) == (["Ray Porter"], "English")


class TestLostAnswers:
    """A write whose outcome no one saw."""

    async def test_it_did_not_arrive(self, shelf, book, changes, write):
        """The item is as it was: the change is noted as not taken, and made again."""
        shelf.fail_next(Fault(drop="before"), on="PATCH")
        with pytest.raises(UnavailableError):
            await write(book.id, NARRATORS, REASON)

        await write(book.id, NARRATORS, REASON)

        assert book.narrators == ["Ray Porter"]
        assert [change.status for change in await changes.recent()] == ["written", "not_taken"]

    async def test_it_arrived(self, shelf, book, changes, write):
        """What is found as sent was sent by us."""
        shelf.fail_next(Fault(drop="after"), on="PATCH")
        with pytest.raises(UnavailableError):
            await write(book.id, NARRATORS, REASON)

        await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, REASON)

        assert book.narrators == ["Someone New"]
        assert [change.status for change in await changes.recent()] == ["written", "written"]

    async def test_it_arrived_and_a_person_took_it_away(self, shelf, book, changes, write):
        """The field holds what it held before, but the item was changed: no one fills it again."""
        shelf.edit(book.id, narrators=[])
        shelf.fail_next(Fault(drop="after"), on="PATCH")
        with pytest.raises(UnavailableError):
            await write(book.id, NARRATORS, REASON)
        shelf.edit(book.id, narrators=[])

        written = await write(book.id, NARRATORS, REASON)

        assert book.narrators == []
        assert written.phrases == {FieldName.NARRATORS: "someone changed it since"}
        assert [change.status for change in await changes.recent()] == ["overtaken"]

    async def test_a_person_entered_what_was_to_be_sent(self, shelf, book, write):
        """They agree with us: a newer record may replace it."""
        shelf.fail_next(Fault(drop="before"), on="PATCH")
        with pytest.raises(UnavailableError):
            await write(book.id, NARRATORS, REASON)
        shelf.edit(book.id, narrators=["Ray Porter"])

        await write(book.id, {FieldName.NARRATORS: ["Someone New"]}, REASON)

        assert book.narrators == ["Someone New"]

    async def test_a_half_taken_batch_is_settled_item_by_item(self, shelf, books, desk):
        """A batch is no transaction: what arrived is stored again, the rest is sent again."""
        for name in "ABC":
            write_audio(books / name / "1.mp3", seconds=60)
        shelf.scan_library()
        ids, decide = (
            [book.id for book in shelf.items()],
            where_empty(FieldName.NARRATORS, ["Ray Porter"], REASON),
        )
        shelf.fail_next(Fault(drop="before"), on="batch/update")
        with pytest.raises(UnavailableError):
            await desk(ids, decide)
        shelf.edit("A", narrators=["Ray Porter"])

        await desk(ids, decide)

        assert {book.title: book.narrators for book in shelf.items()} == {
            name: ["Ray Porter"] for name in "ABC"
        }
        sent = [(write.item_id, "narrators" in write.body["metadata"]) for write in shelf.writes]
        assert sorted(sent) == sorted((book.id, book.title != "A") for book in shelf.items())


async def _move(changes, change_id: int, item_id: str) -> None:
    """Hand a change to the item that took another's place, as the mirror does."""
    move = text("UPDATE changes SET item_id = :item WHERE id = :change")
    await changes.db.write(work.change(move, {"item": item_id, "change": change_id}))
