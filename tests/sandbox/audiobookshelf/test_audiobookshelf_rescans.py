"""Scans of what is known already, and how they run: facts/audiobookshelf.md 3 and 5."""

import json
import shutil
from datetime import timedelta

from sandbox.audiobookshelf import write_audio


async def test_values_over_the_api_survive_a_scan_and_null_does_not(shelf, books):
    """A text that was emptied comes back from the tags; an emptied list of narrators stays empty."""
    tags = {"publisher": "Audible Studios", "composer": "Ray Porter"}
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60, tags=tags)
    shelf.scan_library()

    shelf.edit("Book", publisher=None, narrators=[], subtitle="A Novel", abridged=True)
    assert shelf.rescan("Book")

    book = shelf.item("Book")
    assert (book.publisher, book.narrators) == ("Audible Studios", [])
    assert (book.subtitle, book.abridged) == ("A Novel", True)


async def test_without_absmetadata_in_the_precedence_a_scan_reverts_to_the_tags(shelf, books):
    """What was written over the API is lost with the next scan."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60, tags={"composer": "Ray Porter"})
    shelf.scan_library()
    shelf.edit("Book", narrators=["Someone Else"])

    shelf.library.settings["metadataPrecedence"] = ["folderStructure", "audioMetatags"]
    shelf.scan_library()

    assert shelf.item("Book").narrators == ["Ray Porter"]


async def test_metadata_json_beside_the_files_is_read_by_an_item_scan(shelf, books):
    """With that setting a change writes the file, and a person's edit of it is applied when scanned."""
    shelf.state.database.stores_metadata_with_item = True
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    shelf.scan_library()
    shelf.edit("Book", narrators=["Ray Porter"])
    path = books / "A" / "Book" / "metadata.json"
    stored = json.loads(path.read_text())
    assert stored["narrators"] == ["Ray Porter"]

    path.write_text(json.dumps(stored | {"narrators": ["By Hand"]}))
    assert shelf.rescan("Book")

    assert shelf.item("Book").narrators == ["By Hand"]


async def test_scanning_a_missing_item_wipes_its_files(shelf, books, ask):
    """Its metadata stays; an item that is a single file cannot be scanned at all."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    write_audio(books / "Root.m4b", seconds=60)
    shelf.scan_library()
    shutil.rmtree(books / "A")

    wiped = await ask("POST", f"/api/items/{shelf.item('Book').id}/scan")
    single = await ask("POST", f"/api/items/{shelf.item('Root').id}/scan")

    assert wiped.body == {"result": "UPDATED"}
    assert (shelf.item("Book").duration, shelf.item("Book").tracks) == (0, [])
    assert (single.status, single.body) == (500, "Internal Server Error")


async def test_a_scan_over_the_api_runs_in_the_background_for_as_long_as_ordered(shelf, books, clock, ask):
    """It is answered at once, a second one is ignored, and its items come when it ends."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    shelf.state.scan_takes = timedelta(seconds=30)

    replies = [await ask("POST", f"/api/libraries/{shelf.library.id}/scan") for _ in range(2)]
    assert [(reply.status, reply.body) for reply in replies] == [(200, "OK"), (200, "OK")]
    assert len((await ask("GET", "/api/tasks")).body["tasks"]) == 1
    assert shelf.items() == []
    clock.advance(timedelta(seconds=30))

    assert (await ask("GET", "/api/tasks")).body["tasks"] == []
    assert [book.rel_path for book in shelf.items()] == ["A/Book"]


async def test_a_scan_reports_new_items_in_tens(shelf, books):
    """Twelve new items are two events."""
    for number in range(12):
        write_audio(books / f"Book {number}" / "1.mp3", seconds=60)

    shelf.scan_library()

    assert [(event.name, len(event.item_ids)) for event in shelf.events] == [
        ("items_added", 10),
        ("items_added", 2),
    ]


async def test_an_item_can_be_forgotten_aged_and_given_a_new_id(shelf, books):
    """A test may let happen what a person or time does."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    shelf.scan_library()
    book = shelf.item("Book")
    first, added = book.id, book.added_at

    second = shelf.give_new_id("Book")
    shelf.age("Book", timedelta(days=1))
    assert (second != first, shelf.item(second).added_at) == (True, added - 86_400_000)
    shelf.forget("Book")
    shelf.scan_library()

    assert shelf.item("Book").id not in {first, second}


async def test_ebooks_are_items_without_tracks_unless_audiobooks_only(shelf, books):
    """An ebook's item has no duration."""
    (books / "A").mkdir()
    (books / "A" / "book.epub").write_bytes(b"epub")
    shelf.library.settings["audiobooksOnly"] = True
    shelf.scan_library()
    assert shelf.items() == []

    shelf.library.settings["audiobooksOnly"] = False
    shelf.scan_library()

    book = shelf.item("A")
    assert (book.tracks, book.duration, book.ebook_file["ebookFormat"]) == ([], 0, "epub")
