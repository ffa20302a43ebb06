"""What Audiobookshelf's watcher makes of the books that a plan puts into its library."""

from pathlib import Path, PurePosixPath

import pytest

from domain.importing.choosing import TorrentFile
from domain.importing.layout import Layout
from domain.importing.planning import Home, plan
from domain.recording import Recording, Series
from sandbox.audiobookshelf import write_audio

LAYOUT = Layout.parse("{title}")
WHOLE = Recording(title="Ember Trilogy", authors=("Jo Doe",), series=(Series(name="Ember", sequence="1-3"),))


def place(books: Path, recording: Recording, *paths: str) -> set[str]:
    """Make what is planned, in the plan's order, and name the folders."""

    def home(one: Recording) -> Home:
        return Home(library=PurePosixPath(books), folder=LAYOUT.book(one).path)

    made = plan([TorrentFile(path, 9) for path in paths], recording, home=home)
    assert made.question is None
    for book in made.books:
        for file in book.files:
            target = Path(book.folder / file.target)
            if target.suffix == ".mp3":
                write_audio(target, seconds=60)
            else:
                target.write_bytes(b"data")
    return {str(book.folder.relative_to(books)) for book in made.books}


@pytest.mark.parametrize("known", ["Two Towers", "Twofold", "Two (2)"])
async def test_a_book_of_discs_is_whole_beside_one_whose_name_begins_alike(shelf, books, watch, known):
    """Kept as folders, its discs would be half read: facts/audiobookshelf_2.md 5.2."""
    place(books, Recording(title=known), "K/1.mp3")
    watch(14)

    place(books, Recording(title="Two"), "Two/CD 1/1.mp3", "Two/CD 2/1.mp3", "Two/cover.jpg")
    watch(14)

    [two] = [book for book in shelf.items() if book.rel_path == "Two"]
    assert [track["metadata"]["filename"] for track in two.tracks] == ["01 - 1.mp3", "02 - 1.mp3"]
    assert {book.rel_path for book in shelf.items()} == {"Two", known}


async def test_the_books_of_a_collection_are_items_of_their_own_at_once(shelf, books, watch):
    """A picture of them all would make one item of them: it stays out."""
    discs = ["T/1 - Ash/CD-1/1.mp3", "T/1 - Ash/CD-2/1.mp3"]
    folders = place(books, WHOLE, "T/cover.jpg", *discs, "T/2 - Ash Wood/1.mp3", "T/3 - Coal/1.mp3")

    watch(14)

    assert {book.rel_path for book in shelf.items()} == folders == {"Ash", "Ash Wood", "Coal"}
    shelf.scan_library()
    assert not any(book.is_missing for book in shelf.items())
