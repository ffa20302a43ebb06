"""Plans whose shape Audiobookshelf would read as other books, and torrents that are no book."""

from pathlib import PurePosixPath

import pytest

from domain.facts import ImportQuestion, LeftOut
from domain.importing.choosing import TorrentFile
from domain.importing.planning import Home, plan
from tests.fixtures.plans import CHAINS, EMBER, LIBRARY, home, left, planned


@pytest.mark.parametrize(
    ("known", "question"),
    [
        ("Jo Doe", ImportQuestion.BOOK_ABOVE),
        ("Jo Doe/Ember", ImportQuestion.BOOK_ABOVE),
        ("jo doe/EMBER", ImportQuestion.BOOK_ABOVE),
        ("Jo Doe/Ember/1 - Chains", ImportQuestion.BOOK_THERE),
        ("Jo Doe/Ember/1 - CHAINS", ImportQuestion.BOOK_THERE),
        ("Jo Doe/Ember/1 - Chains/Part 2", ImportQuestion.BOOK_BELOW),
        ("Jo Doe/Ember/1 - Chains of Fire", None),
        ("Jo Doe/Ember/1", None),
        ("Jo Doe/Ember/2 - Lies", None),
        ("Jo", None),
    ],
)
def test_no_book_is_made_in_or_around_another(known: str, question: ImportQuestion | None) -> None:
    """Audiobookshelf gives a folder with audio all that lies below it: facts/audiobookshelf_2.md 5.1."""
    result = planned("Chains.m4b", known=[LIBRARY / known])

    assert result.question is question
    assert not result.may_be_confirmed


def test_a_folder_that_would_be_read_as_a_disc_is_refused() -> None:
    """A book called "CD 1" would be a disc of the folder around it."""
    place = Home(library=LIBRARY, folder=PurePosixPath("Jo Doe/CD 1"))

    result = plan([TorrentFile("a.m4b", 9)], CHAINS, home=lambda _: place)

    assert result.question is ImportQuestion.READ_AS_DISC


@pytest.mark.parametrize(
    ("folders", "apart"),
    [
        (["Ember", "Ember", "X"], ["Ember", "Ember (2)", "X"]),
        (["Ember", "EMBER", "ember"], ["Ember", "EMBER (2)", "ember (3)"]),
        (["Ember", "Ember/Lies", "Ember/Lies"], ["Ember (2)", "Ember/Lies", "Ember/Lies (2)"]),
        (["x" * 255, "x" * 255, "X"], ["x" * 255, "x" * 249 + " (2)", "X"]),
    ],
)
def test_the_books_of_a_torrent_never_meet(folders: list[str], apart: list[str]) -> None:
    """In one folder or in each other's Audiobookshelf would make one item of them; the inner one keeps its place."""
    files = [TorrentFile(f"E/{title}/1.mp3", 9) for title in ("Chains", "Lies", "Secrets")]
    places = iter(folders)

    result = plan(files, EMBER, home=lambda _: Home(library=LIBRARY, folder=PurePosixPath(next(places))))

    assert [str(book.folder.relative_to(LIBRARY)) for book in result.books] == apart
    assert result.question is None
    changed = [
        (PurePosixPath(one), PurePosixPath(two))
        for one, two in zip(folders, apart, strict=True)
        if one != two
    ]
    assert {(one.before, one.after) for one in result.renamed} == {
        (one.name, two.name) for one, two in changed
    }


def test_the_books_of_two_libraries_have_their_own_names() -> None:
    """The same place in two libraries is two places."""
    libraries = iter([LIBRARY / "de", LIBRARY / "en", LIBRARY / "fr"])
    files = [TorrentFile(f"E/{title}/1.mp3", 9) for title in ("Chains", "Lies", "Secrets")]

    result = plan(files, EMBER, home=lambda _: Home(library=next(libraries), folder=PurePosixPath("Ember")))

    assert {book.folder.name for book in result.books} == {"Ember"}


@pytest.mark.parametrize(
    ("paths", "question"),
    [
        ([], ImportQuestion.NO_AUDIO),
        (["B/b.epub", "B/cover.jpg"], ImportQuestion.NO_AUDIO),
        (["B/b.aax"], ImportQuestion.NO_AUDIO),
        (["B/b.rar", "B/b.r00", "B/b.nfo"], ImportQuestion.ONLY_ARCHIVES),
        (["b.zip"], ImportQuestion.ONLY_ARCHIVES),
        (["B/01.mp3", "B/02.mp3.!qB"], ImportQuestion.UNFINISHED),
    ],
)
def test_a_torrent_that_is_no_whole_book_is_not_placed(paths: list[str], question: ImportQuestion) -> None:
    """It says which: no audio, archives alone, or files that are still being written."""
    result = planned(*paths)

    assert result.question is question
    assert not result.may_be_confirmed


def test_archives_beside_the_audio_do_not_stop_it() -> None:
    """They stay out."""
    result = planned("B/1.mp3", "B/b.zip")

    assert result.question is None
    assert left(result) == {"B/b.zip": LeftOut.ARCHIVE}


@pytest.mark.parametrize("folders", [("M4B", "MP3"), ("", ""), ("Chains - m4b", "Chains - mp3")])
def test_a_book_in_two_formats_is_placed_in_one(folders: tuple[str, str]) -> None:
    """Both would be read as one book of twice the length; the format with more bytes is proposed to a person."""
    sizes = {"C.m4b": (folders[0], 500), "1.mp3": (folders[1], 300), "2.mp3": (folders[1], 300)}
    paths = {name: "/".join(filter(None, ["C", folder, name])) for name, (folder, _) in sizes.items()}
    files = [TorrentFile(paths[name], size) for name, (_, size) in sizes.items()]

    result = plan(files, CHAINS, home=home)

    assert result.question is ImportQuestion.SEVERAL_FORMATS
    assert result.may_be_confirmed
    assert [file.target for file in result.books[0].files] == ["1.mp3", "2.mp3"]
    assert left(result) == {paths["C.m4b"]: LeftOut.OTHER_FORMAT}
    assert len(plan(files, CHAINS, home=home, as_one=True).books[0].files) == 3


def test_m4a_beside_m4b_is_one_format() -> None:
    """Both are MPEG-4 audio, and books mix them."""
    assert planned("B/1.m4a", "B/2.m4b").question is None
