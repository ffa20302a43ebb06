"""From files to items and back: facts/audiobookshelf.md 2.3, 3 and 5."""

import shutil

import pytest

from sandbox.audiobookshelf import write_audio


def rels(shelf) -> set[str]:
    return {book.rel_path for book in shelf.items()}


async def test_a_folder_with_audio_is_one_item_and_disc_folders_belong_to_it(shelf, books):
    """Discs are gathered, other nesting makes items of their own, a file in the root is one itself."""
    for rel in ("A/Book/CD 1/1.mp3", "A/Book/disc2/1.mp3", "A/Book/cover.jpg", "A/Other/1.m4b", "Root.m4b"):
        write_audio(books / rel, seconds=60)

    shelf.scan_library()

    assert rels(shelf) == {"A/Book", "A/Other", "Root.m4b"}
    discs = shelf.item("Book")
    assert [file["metadata"]["relPath"] for file in discs.tracks] == ["CD 1/1.mp3", "disc2/1.mp3"]
    assert (discs.duration, len(discs.library_files)) == (120, 3)
    assert shelf.item("Root").is_file


async def test_audio_in_a_folder_swallows_the_books_below_it(shelf, books):
    """The first folder on the way down with audio of its own is the item, whatever lies below."""
    for rel in ("Coll/loose.mp3", "Coll/Book One/1.mp3", "Coll/Book Two/CD 1/1.mp3", "Other/Book/1.mp3"):
        write_audio(books / rel, seconds=60)

    shelf.scan_library()

    assert rels(shelf) == {"Coll", "Other/Book"}
    assert len(shelf.item("Coll").tracks) == 3


@pytest.mark.parametrize(
    "name", ["CD-1", "CD_1", "Disc-1", "Disc_01", "Disc 1 of 2", "Part 1", "CD 1000", "01"]
)
async def test_other_names_than_those_of_discs_are_items(shelf, books, name):
    """Only "cd", "disc" or "disk" with up to three digits behind it is a disc."""
    write_audio(books / "A" / "Book" / name / "1.mp3", seconds=60)

    shelf.scan_library()

    assert rels(shelf) == {f"A/Book/{name}"}


async def test_what_is_unfinished_hidden_or_no_audio_is_no_item(shelf, books):
    """Partial downloads, dotfiles, garbage and empty files make nothing; .ignore hides a folder."""
    for rel in ("A/1.mp3.part", "B/1.mp3.!qB", "C/.1.mp3", ".D/1.mp3", "@eaDir/1.mp3", "I/1.mp3"):
        write_audio(books / rel, seconds=60)
    (books / "I" / ".ignore").touch()
    (books / "G").mkdir()
    (books / "G" / "1.mp3").write_bytes(b"garbage")
    (books / "E").mkdir()
    (books / "E" / "1.mp3").touch()

    shelf.scan_library()

    assert shelf.items() == []


async def test_paths_are_the_servers_view_and_inodes_the_real_ones(shelf, books):
    """A hard link shares its inode with the file that the server sees in its container."""
    source = write_audio(books.parent / "seeding.m4b", seconds=60, size=5000)
    (books / "A" / "Book").mkdir(parents=True)
    (books / "A" / "Book" / "book.m4b").hardlink_to(source)

    shelf.scan_library()

    book = shelf.item("Book")
    file = book.tracks[0]
    assert book.path == "/audiobooks/A/Book"
    assert file["metadata"]["path"] == "/audiobooks/A/Book/book.m4b"
    assert (file["ino"], file["metadata"]["size"]) == (str(source.stat().st_ino), 5000)
    assert book.ino == str((books / "A" / "Book").stat().st_ino)


@pytest.mark.parametrize(
    ("rel", "title", "series", "year", "narrators"),
    [
        ("Author/Title", "Title", [], None, []),
        ("Author/Series/Book 3 - Title", "Title", [("Series", "3")], None, []),
        ("Author/Series/1999 - 2.5 - Title {Ray Porter & Jo Smith}", "Title", [("Series", "2.5")], "1999",
         ["Ray Porter", "Jo Smith"]),
        ("Author/(2001) - Title", "Title", [], "2001", []),
    ],
)  # fmt: skip
async def test_a_folders_name_shows_what_tags_do_not(shelf, books, rel, title, series, year, narrators):
    """Author, series, number, year and narrators are read from the path."""
    write_audio(books / rel / "1.mp3", seconds=60)

    shelf.scan_library()

    book = shelf.item(title)
    assert [author.name for author in book.authors] == ["Author"]
    assert [(one.name, one.sequence) for one in book.series] == series
    assert (book.published_year, book.narrators) == (year, narrators)


async def test_tags_are_stronger_than_the_folder(shelf, books):
    """Album, artist and composer of the first file win."""
    tags = {"album": "Real", "artist": "Weir, Andy", "composer": "Ray Porter, Jo Smith"}
    write_audio(books / "X" / "Y" / "1.mp3", seconds=60, tags=tags)

    shelf.scan_library()

    book = shelf.item("Real")
    assert [author.name for author in book.authors] == ["Andy Weir"]
    assert book.narrators == ["Ray Porter", "Jo Smith"]


async def test_a_truncated_file_shows_its_headers_duration(shelf, books):
    """A plausible duration does not prove a complete file."""
    path = write_audio(books / "A" / "Book" / "1.mp3", seconds=3600, size=9000)
    path.write_bytes(path.read_bytes()[:3000])

    shelf.scan_library()

    book = shelf.item("Book")
    assert (book.duration, book.size) == (3600, 3000)


async def test_an_item_goes_missing_and_comes_back_with_its_id(shelf, books):
    """Delete and return at the same path keep id and metadata."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60)
    shelf.scan_library()
    former = shelf.item("Book")
    shelf.edit("Book", narrators=["Ray Porter"])
    shutil.move(books / "A", books.parent / "A")

    shelf.scan_library()
    assert (former.is_missing, len(former.tracks)) == (True, 1)
    shutil.move(books.parent / "A", books / "A")
    shelf.scan_library()

    assert shelf.items() == [former]
    assert (former.is_missing, former.narrators) == (False, ["Ray Porter"])


async def test_a_rename_keeps_the_id_and_a_copy_does_not(shelf, books):
    """The folder's inode is recognised; a copy has another, and the old item stays as missing."""
    write_audio(books / "A" / "Book" / "1.mp3", seconds=60, tags={"album": "Book"})
    shelf.scan_library()
    former = shelf.item("Book").id

    (books / "A" / "Book").rename(books / "A" / "Renamed")
    shelf.scan_library()
    assert {(book.id, book.rel_path) for book in shelf.items()} == {(former, "A/Renamed")}

    shutil.copytree(books / "A" / "Renamed", books / "A" / "Copy")
    shutil.rmtree(books / "A" / "Renamed")
    shelf.scan_library()
    assert {(book.id == former, book.rel_path, book.is_missing) for book in shelf.items()} == {
        (True, "A/Renamed", True),
        (False, "A/Copy", False),
    }


async def test_a_single_file_that_moves_into_a_folder_keeps_its_id(shelf, books):
    """The file's inode is recognised when the item's own is another."""
    write_audio(books / "Book.m4b", seconds=60)
    shelf.scan_library()
    former = shelf.item("Book").id
    (books / "Author" / "Book").mkdir(parents=True)

    (books / "Book.m4b").rename(books / "Author" / "Book" / "Book.m4b")
    shelf.scan_library()

    assert [(book.id, book.rel_path, book.is_file) for book in shelf.items()] == [
        (former, "Author/Book", False)
    ]
