"""Where the files of a torrent go, for the torrents that people really have."""

from pathlib import PurePosixPath

import pytest

from domain.facts import ImportQuestion, LeftOut
from domain.importing.choosing import TorrentFile
from domain.importing.plan import Renamed
from domain.importing.planning import Home, plan
from domain.recording import Recording, Series
from tests.fixtures.plans import CHAINS, EMBER, LIBRARY, left, planned, shown

_FOLDER = "Jo Doe/Ember/1 - Chains"


@pytest.mark.parametrize(
    ("paths", "targets"),
    [
        (["Chains.m4b"], ["Chains.m4b"]),
        (["Chains (2019) [M4B]/Chains.m4b"], ["Chains.m4b"]),
        (["Chains/Chains.m4b", "Chains/Chains.cue"], ["Chains.m4b", "Chains.cue"]),
        (["Chains/Chains 2.mp3", "Chains/Chains 10.mp3"], ["Chains 2.mp3", "Chains 10.mp3"]),
        (["Chains/CD-1/01.mp3", "Chains/CD-2/01.mp3"], ["01 - 01.mp3", "02 - 01.mp3"]),
        (["Chains/CD 1/001.mp3", "Chains/CD 2/002.mp3"], ["001.mp3", "002.mp3"]),
        (["Chains/audio/1.mp3", "Chains/ebook/b.epub"], ["1.mp3", "b.epub"]),
        (["Chains/1.mp3", "Chains/Chains.JPG"], ["1.mp3", "cover.jpg"]),
        (["Chains/1.mp3", "Chains/back.jpg", "Chains/Front.png"], ["1.mp3", "cover.png", "back.jpg"]),
        (
            ["Chains/1.mp3", "Chains/CD 1/Cover.jpg", "Chains/cover.jpg"],
            ["1.mp3", "cover.jpg", "Cover (2).jpg"],
        ),
        (["Chains/1.mp3", "Chains/Bonus/1.mp3"], ["01 - 1.mp3", "02 - 1.mp3"]),
        (["Цепи/Глава 1.mp3", "Цепи/Глава 2.mp3"], ["Глава 1.mp3", "Глава 2.mp3"]),
        (["鎖/第1章.m4a", "鎖/第2章.m4a"], ["第1章.m4a", "第2章.m4a"]),
        (["Chains/What? 1.mp3"], ["What？ 1.mp3"]),
        ([f"Chains/{'é' * 200}.mp3"], [f"{'é' * 124}.mp3"]),
        ([f"Chains/{'a' * 251}.mp3"], [f"{'a' * 251}.mp3"]),
    ],
)
def test_one_book_is_one_folder_without_folders_in_it(paths: list[str], targets: list[str]) -> None:
    """A single file has a folder of its own too; audio first, then the cover, then what else belongs to it."""
    result = planned(*paths)

    assert shown(result) == {_FOLDER: targets}
    assert result.question is None
    assert all(len(file.target.encode()) <= 255 for file in result.books[0].files)


def test_each_file_says_what_it_was_and_what_it_becomes() -> None:
    """Source, size and inode are the torrent's; a changed name stands beside its former one."""
    result = planned("Chains/A?.mp3", "Chains/folder.jpg")

    [audio, cover] = result.books[0].files
    assert (audio.source, audio.size, audio.inode) == ("Chains/A?.mp3", 50_000_000, 1)
    assert (audio.copied, cover.copied) == (False, True)
    assert result.renamed == (
        Renamed(before="Chains/A?.mp3", after="A？.mp3"),
        Renamed(before="Chains/folder.jpg", after="cover.jpg"),
    )


def test_what_the_layout_changed_is_shown_too() -> None:
    """A title that a file system refuses stands beside the folder's name."""
    cleaned = Renamed(before="What?", after="What？")
    place = Home(library=LIBRARY, folder=PurePosixPath("What？"), renamed=(cleaned,))

    result = plan([TorrentFile("a.m4b", 9)], CHAINS, home=lambda _: place)

    assert result.renamed == (cleaned,)


@pytest.mark.parametrize(
    "paths",
    [
        ["Ember/1 - Chains/1.mp3", "Ember/2 - Lies/1.mp3", "Ember/3 - Secrets/1.mp3"],
        [
            "Ember/Jo Doe - Ember 01 - Chains (2019)/1.mp3",
            "Ember/Ember 2 Lies/1.mp3",
            "Ember/Secrets [MP3]/1.mp3",
        ],
        ["Ember/Chains.m4b", "Ember/Lies.m4b", "Ember/Secrets.m4b"],
        ["Ember/Ember 1 - Chains.m4b", "Ember/Ember 2 - Lies.m4b", "Ember/Ember 3 - Secrets.m4b"],
        ["Ember/Chains/CD 1/1.mp3", "Ember/Chains/CD 2/2.mp3", "Ember/Lies/1.mp3", "Ember/Secrets/1.mp3"],
        ["Ember/Chains CD1/1.mp3", "Ember/Chains CD2/2.mp3", "Ember/Lies/1.mp3", "Ember/Secrets/1.mp3"],
        ["Ember/Chains - 1.mp3", "Ember/Chains - 2.mp3", "Ember/Lies - 1.mp3", "Ember/Secrets - 1.mp3"],
    ],
)
def test_the_books_of_a_collection_go_to_folders_of_their_own(paths: list[str]) -> None:
    """Where the record names each of them; each is placed by what is known of it alone."""
    result = planned(*paths, recording=EMBER)

    assert result.question is None
    assert [book.recording.title for book in result.books] == ["Chains", "Lies", "Secrets"]
    assert {file.source for book in result.books for file in book.files} == set(paths)
    assert all(book.recording.authors == ("Jo Doe",) for book in result.books)
    assert all(book.recording.language == "English" for book in result.books)
    assert len({book.folder for book in result.books}) == 3


def test_a_number_in_a_name_of_a_collection_is_the_place_in_its_series() -> None:
    """The record's series, and the folder's own number: its books are filed as they belong."""
    result = planned("E/1 - Chains/1.mp3", "E/2 - Lies/1.mp3", "E/Ember 3 - Secrets/1.mp3", recording=EMBER)

    assert [*shown(result)] == [_FOLDER, "Jo Doe/Ember/2 - Lies", "Jo Doe/Ember/3 - Secrets"]


def test_a_book_that_is_called_as_its_series_lies_beside_the_others() -> None:
    """Its own folder would be the one around them, and Audiobookshelf would make one item of all."""
    whole = Recording(
        title="Ember / Lies", authors=("Jo Doe",), series=(Series(name="Ember", sequence="1-2"),)
    )

    result = planned("E/Ember/1.mp3", "E/2 - Lies/1.mp3", recording=whole)

    assert result.question is None
    [ember, lies] = [book.folder for book in result.books]
    assert ember not in lies.parents


def test_what_lies_beside_one_book_of_several_goes_with_it() -> None:
    """By its folder or its name; what is of all of them stays out."""
    flat = planned("E/Chains.m4b", "E/Lies.m4b", "E/Secrets.m4b", "E/Lies.pdf", "E/a.jpg", recording=EMBER)
    deep = planned("E/Chains/1.mp3", "E/Lies/1.mp3", "E/Secrets/1.mp3", "E/Lies/a/m.jpg", recording=EMBER)

    assert [*shown(flat).values()] == [["Chains.m4b"], ["Lies.m4b", "Lies.pdf"], ["Secrets.m4b"]]
    assert [*shown(deep).values()] == [["1.mp3"], ["1.mp3", "cover.jpg"], ["1.mp3"]]
    assert left(flat) == {"E/a.jpg": LeftOut.NOT_OF_A_BOOK}


@pytest.mark.parametrize(
    ("paths", "recording", "books"),
    [
        (["E/Chains/1.mp3", "E/Lies/1.mp3"], CHAINS, ["Chains", "Lies"]),
        (["E/Chains/1.mp3", "E/Lies/1.mp3", "E/Unknown/1.mp3"], EMBER, ["Chains", "Lies", "Unknown"]),
        (["E/Book 1/1.mp3", "E/Book 2/1.mp3"], CHAINS, ["Book 1", "Book 2"]),
        (["E/1.mp3", "E/Lies/2.mp3"], CHAINS, ["E", "Lies"]),
        (["E/CD 1/1.mp3", "E/CD 2/1.mp3"], EMBER, [EMBER.title]),
        (["E/01.mp3", "E/02.mp3"], EMBER, [EMBER.title]),
    ],
)
def test_books_that_are_not_proved_wait_for_a_person(
    paths: list[str], recording: Recording, books: list[str]
) -> None:
    """The plan shows one folder for each folder with a name; a person may say that it is one book."""
    result = planned(*paths, recording=recording)
    as_one = planned(*paths, recording=recording, as_one=True)

    assert result.question is ImportQuestion.SEVERAL_BOOKS
    assert result.may_be_confirmed
    assert [book.recording.title for book in result.books] == books
    assert as_one.question is None
    assert [[file.source for file in book.files] for book in as_one.books] == [paths]
    assert as_one.books[0].recording == recording


def test_the_whole_record_belongs_to_the_folder_that_it_names() -> None:
    """Of several folders beside each other, whose record is of one book."""
    [chains, lies] = planned("E/Chains/1.mp3", "E/Lies/1.mp3").books

    assert chains.recording == CHAINS
    assert lies.recording == Recording(title="Lies", authors=("Jo Doe",))


def test_a_collection_in_one_file_is_placed_as_it_is() -> None:
    """Nothing can be divided, so no person is needed."""
    result = planned("Ember 1-3.m4b", recording=EMBER)

    assert result.question is None
    assert len(result.books) == 1


def test_a_book_without_a_record_is_named_as_the_torrent_names_it() -> None:
    """Something must be its folder's name."""
    [book] = planned("Lies (Unabridged)/1.mp3", recording=Recording()).books

    assert book.recording.title == "Lies"


@pytest.mark.parametrize(
    "name", ["con.mp3", "x.tmp.mp3", "x .mp3", "x..mp3", "a  b.mp3", " x.mp3", "x\u200b.mp3"]
)
def test_a_name_that_looks_usual_is_cleaned_all_the_same(name: str) -> None:
    """A device of Windows, one that Audiobookshelf takes for unfinished, blanks and dots before the ending."""
    [book] = planned(f"B/{name}").books

    [file] = book.files
    assert file.target != name
    assert file.target.endswith(".mp3")


def test_the_stories_of_one_book_stay_together() -> None:
    """Where the record of a collection lists more titles than a torrent has books, a person decides."""
    titles = [f"The Tale of {chr(letter)}" for letter in range(ord("A"), ord("Z"))]
    recording = Recording(
        title="Tales: The Complete Collection", authors=("Jo Doe",), description="\n\n".join(titles)
    )

    result = planned(*(f"T/{title}.mp3" for title in titles), recording=recording)

    assert result.question is ImportQuestion.SEVERAL_BOOKS
    assert len(result.books) == 1


@pytest.mark.parametrize(
    "name",
    [
        "{0:02} - Novel {1}.m4b",
        "Ember {0} - Novel {1}.m4b",
        "Jo Doe - Ember {0:02} - Novel {1} - Part 1.mp3",
        "Novel {1}/1.mp3",
    ],
)
def test_a_long_series_is_divided_by_its_numbers(name: str) -> None:
    """In one folder, in several files each, or in folders that the record's description lists."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: 18 if "/" in name else 26]
    listed = "\n\n".join(f"Novel {letter}" for letter in letters)
    recording = Recording(
        title="Ember series",
        authors=("Jo Doe",),
        series=(Series(name="Ember", sequence="1-26"),),
        description=listed,
    )
    paths = [f"Ember/{name.format(place, letter)}" for place, letter in enumerate(letters, 1)]
    more = [path.replace("Part 1", "Part 2") for path in paths if "Part 1" in path]

    result = planned(*paths, *more, recording=recording)

    assert result.question is None
    assert [book.recording.title for book in result.books] == [f"Novel {letter}" for letter in letters]
    if "/" not in name:
        assert str(result.books[1].folder) == "/audiobooks/Jo Doe/Ember/2 - Novel B"
    assert all(len(book.files) == (2 if more else 1) for book in result.books)
