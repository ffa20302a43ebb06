"""A metadata file of ours goes once its item has the values, and nothing else goes."""

import json
import shutil
from datetime import timedelta

from daemon.doctor.finding import Result
from daemon.doctor.sidecars import probe
from domain.facts import ChangeSource, ChangeStatus
from domain.policy import FieldName
from handlers.writing.write_fields import Reason
from sandbox.audiobookshelf import write_audio
from tests.handlers.sidecars.conftest import SAID


async def newest(daemon, book):
    return (await daemon.parts.store.changes.newest([book.id])).get(book.id, {})


async def test_it_waits_for_the_item_and_goes_when_that_has_its_values(
    daemon, shelf, file, put, watch, see_to
):
    """At first sight the item has them all; after the removal, a scan and an edit they stay."""
    await put()
    row = await see_to()
    assert (row.verdict, row.wait, file.exists()) == (None, "sidecar", True)
    watch(14)
    book = shelf.items()[0]
    assert (book.narrators, book.title, book.abridged) == (["Ray Porter"], "Chains", True)

    row = await see_to()

    assert (row.verdict, file.exists(), [one.name for one in file.parent.iterdir()]) == (
        "done",
        False,
        ["1.mp3"],
    )
    assert await daemon.parts.store.sidecars.present() == []
    watch(14)
    shelf.edit("Chains", narrators=["By Hand"])
    shelf.scan_library()
    shelf.rescan("Chains")
    assert (book.narrators, book.series[0].name, book.publisher) == (["By Hand"], "Links", "Tape House")


async def test_its_values_are_ours_in_the_history_and_can_be_undone(daemon, shelf, file, put, watch, see_to):
    """With what the files say as the value before; what they say themselves is no change."""
    await put()
    watch(14)
    await see_to()

    changes = await newest(daemon, shelf.items()[0])
    assert {name: (one.before, one.after) for name, one in changes.items()} == {
        "narrators": (["Tag Narrator"], ["Ray Porter"]),
        "series": ([], SAID[FieldName.SERIES]),
        "description": (None, SAID[FieldName.DESCRIPTION]),
        "abridged": (False, True),
        "title": ("Tagged", "Chains"),
    }
    assert {(one.status, one.source) for one in changes.values()} == {
        (ChangeStatus.WRITTEN, ChangeSource.MAM)
    }
    row = await see_to()
    assert row.verdict == "dropped"


async def test_what_a_person_entered_meanwhile_stays_theirs(daemon, shelf, file, put, watch, see_to):
    """It is in the server's own copy, which is read once the file is gone; an emptied field, too."""
    await put()
    watch(14)
    shelf.edit("Chains", narrators=["By Hand"], description=None)

    await see_to()
    watch(14)
    shelf.rescan("Chains")

    book = shelf.item("Chains")
    assert (book.narrators, book.description, file.exists()) == (["By Hand"], None, False)
    changes = await newest(daemon, book)
    assert (changes["narrators"].status, changes["narrators"].after) == (
        ChangeStatus.OVERTAKEN,
        ["Ray Porter"],
    )
    assert changes["description"].status is ChangeStatus.OVERTAKEN
    assert changes["abridged"].status is ChangeStatus.WRITTEN


async def test_a_later_correction_finds_the_values_to_be_ours(daemon, shelf, file, put, watch, see_to, write):
    """As if they had been written over the API; a person's is left."""
    await put()
    watch(14)
    shelf.edit("Chains", abridged=False)
    await see_to()
    book = shelf.item("Chains")

    reason = Reason(source=ChangeSource.MAM, event_id=None, download_id=None)
    await write(book.id, {FieldName.NARRATORS: ["R. Porter"], FieldName.ABRIDGED: True}, reason)

    assert (book.narrators, book.abridged) == (["R. Porter"], False)


async def test_a_file_that_another_program_rewrote_is_not_ours(daemon, shelf, file, put, watch, see_to):
    """In place or by another file, with the same name: it stays."""
    await put()
    watch(14)
    file.write_text(json.dumps({"narrators": ["Mine"]}))

    row = await see_to()

    assert (row.verdict, json.loads(file.read_text())) == ("done", {"narrators": ["Mine"]})
    assert await daemon.parts.store.sidecars.present() == []


async def test_another_file_with_the_same_bytes_is_not_ours(shelf, file, put, watch, see_to):
    """Its inode differs, as that of a hard link of a torrent would."""
    await put()
    watch(14)
    shutil.copy(file, file.parent.parent / "other.json").replace(file)

    await see_to()

    assert file.exists()


async def test_a_server_that_keeps_metadata_beside_the_books_keeps_the_file(
    daemon, shelf, file, put, watch, see_to
):
    """It has rewritten it at the first scan, or will at the next change: the setting is asked for."""
    await put()
    shelf.state.database.stores_metadata_with_item = True
    watch(14)
    await see_to()
    assert json.loads(file.read_text())["narrators"] == ["Ray Porter"]
    assert await daemon.parts.store.sidecars.present() == []

    shelf.rescan("Chains")

    assert shelf.item("Chains").narrators == ["Ray Porter"]


async def test_a_server_set_so_after_the_first_scan_keeps_it_too(daemon, shelf, file, put, watch, see_to):
    """Its bytes are still ours, and it would be the only copy of the values."""
    await put()
    watch(14)
    shelf.state.database.stores_metadata_with_item = True

    await see_to()

    assert file.exists()
    assert await daemon.parts.store.sidecars.present() == []


async def test_an_item_that_never_comes_leaves_it_there(daemon, shelf, file, put, see_to, clock):
    """Its record stays, too, to be seen."""
    await put()
    for _ in range(5):
        clock.advance(timedelta(hours=1))
        row = await see_to()

    assert (row.verdict, file.exists()) == (None, True)
    assert [one.path for one in await daemon.parts.store.sidecars.present()] == [str(file)]


async def test_files_that_another_item_swallowed_lose_it_at_once(daemon, shelf, file, books, put, see_to):
    """Its values are not those of the larger item."""
    await put()
    write_audio(books / "A" / "loose.mp3", seconds=60)
    shelf.scan_library()
    assert [book.rel_path for book in shelf.items()] == ["A"]

    row = await see_to()

    assert (row.verdict, file.exists()) == ("done", False)


async def test_a_file_that_came_after_the_first_scan_waits_until_it_is_read(shelf, file, put, watch, see_to):
    """The item shows its tags for 12 seconds more."""
    watch(14)
    await put()
    row = await see_to()
    assert (row.verdict, file.exists()) == (None, True)

    watch(14)
    await see_to()

    assert (shelf.items()[0].narrators, file.exists()) == (["Ray Porter"], False)


async def test_one_that_is_never_read_is_removed_after_a_minute(shelf, file, put, see_to, clock):
    """A scan would take its values over any edit."""
    shelf.scan_library()
    shelf.state.watcher.restart()
    await put()
    clock.advance(timedelta(minutes=2))

    await see_to()

    assert (shelf.items()[0].narrators, file.exists()) == (["Tag Narrator"], False)


async def test_a_crash_between_the_steps_is_taken_up(daemon, shelf, file, put, watch, see_to):
    """The file gone and the record there, or the changes noted and the file there."""
    await put()
    watch(14)
    await see_to()
    before = await newest(daemon, shelf.items()[0])
    await put()
    await see_to()
    assert await newest(daemon, shelf.items()[0]) == before

    await put()
    file.unlink()
    row = await see_to()

    assert (row.verdict, await daemon.parts.store.sidecars.present()) == ("done", [])


async def test_the_doctor_names_a_file_whose_item_does_not_appear(daemon, file, put, clock):
    """A quarter of an hour after it was written; before that it only counts."""
    await put()
    before = await probe(daemon.patient)
    clock.advance(timedelta(minutes=16))

    after = await probe(daemon.patient)

    assert (before.result, after.result) == (Result.OK, Result.WARNING)
    assert str(file) in after.evidence
