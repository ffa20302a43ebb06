"""When the stand-in reads metadata.json beside a book, and when it writes it: facts/audiobookshelf_2.md 0 and 4."""

import json

import pytest

from sandbox.audiobookshelf import write_audio

TAGS = {
    "album": "TagTitle",
    "artist": "Tag Author",
    "composer": "Tag Narrator",
    "genre": "TagGenre",
    "date": "2001",
    "publisher": "Tag Pub",
    "description": "tag desc",
    "language": "eng",
}
REL = "Folder Author/Folder Series/Book"


@pytest.fixture
def folder(books):
    """A book whose file has tags, not scanned yet."""
    write_audio(books / REL / "1.mp3", seconds=60, tags=TAGS)
    return books / REL


def beside(folder, said):
    (folder / "metadata.json").write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")


def facts(shelf):
    [book] = shelf.items()
    return _facts(book)


def _facts(book):
    return book.metadata_json() | {"series": [[one.name, one.sequence] for one in book.series]}


async def test_the_folders_file_wins_over_the_api_at_each_rescan(shelf, folder):
    """It is never written, and read in place of the own copy for as long as it is there."""
    beside(folder, {"narrators": ["From File"]})
    shelf.scan_library()
    before = (folder / "metadata.json").stat()
    shelf.edit("TagTitle", narrators=["By Hand"], publisher="By Hand")

    assert shelf.rescan("TagTitle")

    assert (facts(shelf)["narrators"], facts(shelf)["publisher"]) == (["From File"], "Tag Pub")
    after = (folder / "metadata.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


async def test_without_the_file_its_values_stay_and_later_ones_hold(shelf, folder, watch):
    """The own copy has them all, and is the strongest source from then on."""
    beside(folder, {"narrators": ["From File"], "series": ["S #2"], "abridged": True})
    watch(14)
    (folder / "metadata.json").unlink()
    watch(14)
    assert (facts(shelf)["narrators"], facts(shelf)["series"]) == (["From File"], [["S", "2"]])

    shelf.edit("TagTitle", narrators=["By Hand"])
    shelf.rescan("TagTitle")
    shelf.scan_library()

    assert (facts(shelf)["narrators"], facts(shelf)["abridged"]) == (["By Hand"], True)


async def test_a_file_that_turned_broken_makes_the_book_fall_back_to_its_tags(shelf, folder):
    """An empty one does not: then the own copy is read."""
    shelf.scan_library()
    shelf.edit("TagTitle", narrators=["By Hand"])
    beside(folder, "")
    shelf.rescan("TagTitle")
    assert facts(shelf)["narrators"] == ["By Hand"]

    beside(folder, "{broken")
    shelf.rescan("TagTitle")

    assert facts(shelf)["narrators"] == ["Tag Narrator"]
    (folder / "metadata.json").unlink()
    shelf.rescan("TagTitle")
    assert facts(shelf)["narrators"] == ["Tag Narrator"]


async def test_metadata_with_item_rewrites_the_file_in_place(shelf, folder, books, ask):
    """Its hard links change along, and keys that the server does not know are lost; the setting is served to any user."""
    seeded = books.parent / "seeded.json"
    seeded.write_text('{"narrators": ["From File"], "mine": 1}')
    (folder / "metadata.json").hardlink_to(seeded)
    shelf.state.database.stores_metadata_with_item = True

    shelf.scan_library()

    written = json.loads(seeded.read_text())
    assert (written["narrators"], written["title"], "mine" in written) == (["From File"], "TagTitle", False)
    assert seeded.stat().st_nlink == 2
    shelf.edit("TagTitle", narrators=["By Hand"])
    shelf.rescan("TagTitle")
    assert json.loads(seeded.read_text())["narrators"] == facts(shelf)["narrators"] == ["By Hand"]
    reply = await ask("POST", "/api/authorize", token=shelf.reader.token)
    assert reply.body["serverSettings"]["storeMetadataWithItem"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("metadata.json", True),
        ("CD 1/metadata.json", True),
        ("Metadata.json", False),
        ("book.metadata.json", False),
        ("../metadata.json", False),
    ],
)
async def test_only_a_file_of_that_name_in_the_item_is_read(shelf, books, name, read):
    """Its case matters."""
    write_audio(books / "Author" / "Book" / "CD 1" / "1.mp3", seconds=60)
    (books / "Author" / "Book" / name).write_text('{"narrators": ["From File"]}')

    shelf.scan_library()

    assert shelf.item("Book").narrators == (["From File"] if read else [])


async def test_the_top_file_wins_and_a_folder_of_the_name_is_none(shelf, books):
    """A link to a file is followed; a single file in the root has none beside it."""
    write_audio(books / "Root.m4b", seconds=60)
    (books / "metadata.json").write_text('{"narrators": ["Of Root"]}')
    write_audio(books / "A" / "CD 1" / "1.mp3", seconds=60)
    (books / "A" / "CD 1" / "metadata.json").write_text('{"narrators": ["Of Disc"]}')
    (books / "A" / "metadata.json").symlink_to(books / "metadata.json")
    write_audio(books / "B" / "1.mp3", seconds=60)
    (books / "B" / "metadata.json").mkdir()

    shelf.scan_library()

    narrators = {book.rel_path: book.narrators for book in shelf.items()}
    assert narrators == {"Root.m4b": [], "A": ["Of Root"], "B": []}


@pytest.mark.parametrize(("after_audio", "first"), [(0, True), (5, True), (11, True), (13, False)])
async def test_the_file_is_read_at_first_sight_if_it_comes_in_time(shelf, folder, watch, after_audio, first):
    """Later the item stands there with its tags until the watcher has noticed the file."""
    seen = []
    shelf.look_at_disk()
    watch(after_audio)
    beside(folder, {"narrators": ["From File"]})
    for _ in range(30 - after_audio):
        watch(1)
        seen += [tuple(book.narrators) for book in shelf.items()]

    assert (seen[0] == ("From File",), seen[-1]) == (first, ("From File",))


@pytest.mark.parametrize("way", ["in place", "by rename"])
async def test_a_rewritten_file_is_not_noticed_and_a_new_one_is(shelf, folder, watch, way):
    """Only new names are; after unlink and create it is one."""
    beside(folder, {"narrators": ["First"]})
    watch(14)
    if way == "in place":
        beside(folder, {"narrators": ["Second"]})
    else:
        new = folder.parent / "new.json"
        new.write_text('{"narrators": ["Second"]}')
        new.replace(folder / "metadata.json")
    watch(30)
    assert facts(shelf)["narrators"] == ["First"]

    (folder / "metadata.json").unlink()
    watch(1)
    beside(folder, {"narrators": ["Third"]})
    watch(14)

    assert facts(shelf)["narrators"] == ["Third"]


async def test_a_sidecar_that_waits_for_its_audio_makes_no_item(shelf, books, watch):
    """It is read once the audio comes, 16 seconds later."""
    (books / "A" / "Book").mkdir(parents=True)
    beside(books / "A" / "Book", {"narrators": ["From File"]})
    watch(16)
    assert shelf.items() == []

    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    watch(14)

    assert shelf.item("Book").narrators == ["From File"]
