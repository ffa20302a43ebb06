"""Which files become one item, in a full scan and for the watcher: facts/audiobookshelf_2.md 5."""

import json
import shutil

import pytest

from sandbox.audiobookshelf import write_audio
from sandbox.audiobookshelf.folder_facts import from_folder
from tests.fixtures.places import SHARED

SAMPLES = SHARED / "facts" / "abs-samples"
_AUDIO = {".mp3", ".m4b"}


def put(root, rel):
    path = root / rel
    if path.suffix.lower() in _AUDIO:
        write_audio(path, seconds=60)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}" if path.suffix == ".json" else b"data")


def shown(shelf):
    return {
        book.rel_path: (book.is_file, sorted(one["metadata"]["relPath"] for one in book.library_files))
        for book in shelf.items()
        if not book.is_missing
    }


def rels(shelf):
    return set(shown(shelf))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples in ../shared")
async def test_a_full_scan_makes_the_measured_items_of_the_measured_files(shelf, books):
    """Every folder of the sample: discs, loose files, ebooks, hidden, ignored and odd ones."""
    sample = json.loads((SAMPLES / "folder-shapes.json").read_text())
    for rel in sample["disk"]:
        put(books, rel.replace("\\udcff", "\udcff"))

    shelf.scan_library()

    measured = {one["relPath"]: (one["isFile"], sorted(one["files"])) for one in sample["items"]}
    assert shown(shelf) == measured
    titles = {one["relPath"]: one["title"] for one in sample["items"]}
    assert {book.rel_path: book.title for book in shelf.items()} == titles


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples in ../shared")
def test_a_path_says_what_was_measured():
    """140 paths with title, authors, series, year, narrators and ASIN."""
    nothing = {
        "title": None,
        "authors": [],
        "series": [],
        "publishedYear": None,
        "narrators": [],
        "asin": None,
    }
    for one in json.loads((SAMPLES / "folder-names.json").read_text())["items"]:
        found = nothing | from_folder(one["relPath"], is_file=False)
        measured = {key: one[key] for key in nothing}
        assert found | {"series": [list(pair) for pair in found["series"]]} == measured, one["relPath"]


@pytest.mark.parametrize(
    ("rel", "title", "series", "authors"),
    [
        ("Auth/Ser/Vol 1 - T", "T", [("Ser", "1")], ["Auth"]),
        ("Auth/Ser/1 T", "1 T", [("Ser", None)], ["Auth"]),
        ("Auth/Ser/T - Vol 2 - Sub", "T - Sub", [("Ser", "2")], ["Auth"]),
        ("X/Auth/Ser/0.5 - T", "T", [("Ser", "0.5")], ["Auth"]),
        ("Smith, John/T", "T", None, ["John Smith"]),
        ("A, B, C/T", "T", None, ["B A"]),
        ("Dr. X, PhD/T", "T", None, ["PhD Dr. X"]),
        ("Full Name Jr./T", "T", None, ["Full Name"]),
        ("村上 春樹/T", "T", None, ["村上 春樹"]),
    ],
)
def test_a_path_says_author_series_and_title(rel, title, series, authors):
    """Its last three levels."""
    found = from_folder(rel, is_file=False)

    assert (found["title"], found.get("series"), found["authors"]) == (title, series, authors)


async def test_non_media_above_books_changes_nothing_in_a_full_scan(shelf, books):
    """An image or a metadata.json there is no item."""
    for rel in ("Coll/cover.jpg", "Coll/metadata.json", "Coll/A/1.mp3", "Coll/B/1.mp3"):
        put(books, rel)

    shelf.scan_library()

    assert rels(shelf) == {"Coll/A", "Coll/B"}


@pytest.mark.parametrize("loose", ["cover.jpg", "info.txt", "x.nfo", "x.opf", "metadata.json"])
async def test_the_watcher_makes_one_item_of_a_collection_and_a_scan_splits_it(shelf, books, watch, loose):
    """Whatever it counts beside media swallows the books of the same batch; the split ones have new ids."""
    for rel in ("Coll/A/1.mp3", "Coll/B/1.mp3", f"Coll/{loose}"):
        put(books, rel)
    watch(14)
    merged = shelf.item("Coll")
    assert (rels(shelf), len(merged.tracks)) == ({"Coll"}, 2)

    shelf.scan_library()

    assert (merged.is_missing, rels(shelf)) == (True, {"Coll/A", "Coll/B"})


@pytest.mark.parametrize("loose", ["x.torrent", "x.log"])
async def test_a_torrent_or_a_log_above_books_is_harmless(shelf, books, watch, loose):
    """The watcher does not count them."""
    for rel in ("Coll/A/1.mp3", "Coll/B/1.mp3", f"Coll/{loose}"):
        put(books, rel)
    watch(14)

    assert rels(shelf) == {"Coll/A", "Coll/B"}


async def test_a_book_beside_one_whose_name_begins_alike_is_half_read(shelf, books, watch):
    """`Two` beside `Two Towers` becomes one disc; a full scan makes the whole book, under a new id."""
    put(books, "Two Towers/1.mp3")
    watch(14)
    for rel in ("Two/CD 1/1.mp3", "Two/CD 2/1.mp3"):
        put(books, rel)
    watch(14)
    assert shown(shelf)["Two/CD 2"] == (False, ["1.mp3"])
    assert "Two" not in rels(shelf)

    shelf.scan_library()

    assert shown(shelf)["Two"] == (False, ["CD 1/1.mp3", "CD 2/1.mp3"])
    assert rels(shelf) == {"Two", "Two Towers"}


async def test_discs_join_also_when_they_come_apart(shelf, books, watch):
    """Without such a neighbour, 16 seconds apart, and a third one later."""
    for disc in (1, 2, 3):
        put(books, f"Two/CD {disc}/1.mp3")
        watch(16)

    assert shown(shelf) == {"Two": (False, [f"CD {disc}/1.mp3" for disc in (1, 2, 3)])}


async def test_a_loose_file_above_known_books_waits_for_a_full_scan(shelf, books, watch):
    """Then one item has all; without it the books are back with their ids and values."""
    for rel in ("Coll/A/1.mp3", "Coll/B/1.mp3"):
        put(books, rel)
    watch(14)
    ids = {book.rel_path: book.id for book in shelf.items()}
    shelf.edit(ids["Coll/A"], narrators=["By Hand"])
    put(books, "Coll/loose.mp3")
    watch(14)
    assert rels(shelf) == set(ids)

    shelf.scan_library()
    assert rels(shelf) == {"Coll"}
    assert len(shelf.item(ids["Coll/A"]).tracks) == 1
    (books / "Coll" / "loose.mp3").unlink()
    watch(14)
    assert rels(shelf) == {"Coll"}
    shelf.scan_library()

    assert {book.rel_path: book.id for book in shelf.items() if not book.is_missing} == ids
    assert shelf.item(ids["Coll/A"]).narrators == ["By Hand"]


async def test_a_root_file_that_is_linked_into_a_folder_takes_its_item_along(shelf, books, watch):
    """The watcher moves the item; the file in the root has a new one at the next full scan."""
    put(books, "Root.m4b")
    watch(14)
    former = shelf.item("Root").id
    (books / "A" / "Book").mkdir(parents=True)
    (books / "A" / "Book" / "Root.m4b").hardlink_to(books / "Root.m4b")
    watch(14)
    assert {book.rel_path: book.id for book in shelf.items()} == {"A/Book": former}

    shelf.scan_library()

    assert rels(shelf) == {"A/Book", "Root.m4b"}


async def test_a_folder_linked_to_another_is_a_second_item(shelf, books, watch):
    """The inodes of its files are not asked for."""
    put(books, "A/Book/1.mp3")
    watch(14)
    (books / "B" / "Book").mkdir(parents=True)
    (books / "B" / "Book" / "1.mp3").hardlink_to(books / "A" / "Book" / "1.mp3")
    watch(14)

    assert rels(shelf) == {"A/Book", "B/Book"}


@pytest.mark.parametrize("hinted", [False, True])
async def test_a_single_file_in_the_root_is_broken_by_its_own_event(shelf, books, watch, ask, hinted):
    """A scan adds it, the event that comes after that takes it for a folder; only a library scan repairs it."""
    put(books, "Root.m4b")
    watch(5 if not hinted else 0)
    shelf.scan_library()
    book = shelf.item("Root")
    if hinted:
        shelf.state.watcher.restart()
        hint = {"libraryId": shelf.library.id, "path": "/audiobooks/Root.m4b", "type": "add"}
        await ask("POST", "/api/watcher/update", json=hint)
    watch(14)
    assert (book.is_file, book.is_missing, book.library_files, book.duration) == (False, True, [], 0)

    shelf.rescan(book.id)
    assert book.is_missing
    shelf.scan_library()

    assert (book.is_file, book.is_missing, book.duration) == (True, False, 60)
    assert [one.id for one in shelf.items()] == [book.id]


async def test_a_folder_hidden_by_ignore_comes_back_without_it(shelf, books):
    """The file hides its folder and all below, also a disc's."""
    for rel in ("A/Book/CD 1/1.mp3", "A/Book/CD 2/1.mp3", "A/Book/CD 2/.ignore"):
        put(books, rel)
    shelf.scan_library()
    assert shown(shelf) == {"A/Book": (False, ["CD 1/1.mp3"])}

    (books / "A" / "Book" / "CD 2" / ".ignore").unlink()
    shelf.scan_library()
    assert len(shelf.item("Book").tracks) == 2
    shutil.rmtree(books / "A" / "Book" / "CD 1")
    shelf.scan_library()

    assert shown(shelf) == {"A/Book": (False, ["CD 2/1.mp3"])}
