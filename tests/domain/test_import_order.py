"""In which order a book is played that is made of a torrent's files, whatever its folders are called."""

from pathlib import PurePosixPath

import pytest

from domain.importing.choosing import TorrentFile
from domain.importing.discs import piece_of
from domain.importing.groups import groups, together
from domain.importing.order import in_order
from domain.importing.tracks import names
from tests.fixtures.track_order import Tagged, played

_FOLDER = PurePosixPath("Jo Doe/Ember/1 - Chains")
_SAYS = ("Chains", "Jo Doe", "Ember", None)


def _files(*paths: str) -> list[TorrentFile]:
    return [TorrentFile(path, 1_000_000) for path in paths]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("CD1", 1), ("CD 01", 1), ("CD-1", 1), ("CD_12", 12), ("cd01", 1), ("CD #4", 4), ("[CD 05]", 5),
        ("CD 1000", 1000), ("CD One", 1), ("CD I", 1), ("Disc_01", 1), ("Disc-2", 2), ("Disk 1 of 2", 1),
        ("Disc 1 - Title", 1), ("Disc 2 (of 11)", 2), ("DISK 003", 3), ("D1", 1), ("d02", 2), ("Part 1", 1),
        ("Part Two", 2), ("Part IV", 4), ("Pt 3", 3), ("Teil 1", 1), ("Teil Drei", 3), ("1. Teil", 1),
        ("2. CD", 2), ("Partie 3", 3), ("Parte II", 2), ("Deel 2", 2), ("Część 2", 2), ("Часть 1", 1),
        ("Диск 3", 3), ("下巻", 3), ("第3巻", 3), ("Side A", 1), ("Seite B", 2), ("Tape 3", 3), ("Kassette 2", 2),
        ("1", 1), ("01", 1), ("012", 12), ("(2 of 4)", 2), ("3 of 4", 3), ("Chains (1 of 5)", 1),
        ("Audiobook CD 1", 1), ("Chains CD02", 2), ("Chains, Part Two", 2), ("Title_CD_03_of_10", 3),
    ],
)  # fmt: skip
def test_a_folder_of_a_disc_or_part_is_recognised(name: str, place: int) -> None:
    """In the forms that Audiobookshelf takes for discs, and in those that it would take for books."""
    piece = piece_of(name)

    assert piece is not None
    assert piece.place == place


@pytest.mark.parametrize(
    "name",
    [
        "Book 1",
        "Book 1 of 3",
        "Volume 2",
        "Band 3",
        "01 - Lies",
        "Lies",
        "Partners",
        "Cdx",
        "CD",
        "Side Effects",
        "Part of the Deal",
    ],
)
def test_a_folder_that_may_be_a_book_is_no_disc(name: str) -> None:
    """A number after "Book" or "Volume" counts books, and one before a title may."""
    assert piece_of(name) is None


@pytest.mark.parametrize(
    "paths",
    [
        ["B/CD 1/01.mp3", "B/CD 1/02.mp3", "B/CD 2/01.mp3", "B/CD 10/01.mp3", "B/CD 11/01.mp3"],
        ["B/CD-1/a.mp3", "B/Disc_02/a.mp3", "B/3/a.mp3"],
        ["B/CD 1/Part 1/1.mp3", "B/CD 1/Part 2/1.mp3", "B/CD 2/Part 1/1.mp3", "B/CD 2/Part 2/1.mp3"],
        ["B/Part 1/CD 1/1.mp3", "B/Part 1/CD 2/1.mp3", "B/Part 2/CD 1/1.mp3"],
        ["B/CD One/x.mp3", "B/CD Two/x.mp3", "B/CD Three/x.mp3"],
        ["B/Tape 1 Side A/1.mp3", "B/Tape 1 Side B/1.mp3", "B/Tape 2 Side A/1.mp3"],
        ["B/Chains/1.mp3", "B/Chains CD 2/1.mp3", "B/Chains CD 3/1.mp3"],
        ["B/00 Intro.mp3", "B/CD 1/01.mp3", "B/CD 2/01.mp3", "B/Bonus Material/01.mp3"],
        ["B/MP3/CD1/1.mp3", "B/MP3/CD2/1.mp3"],
        ["B/CD 1a/1.mp3", "B/CD 1b/1.mp3", "B/CD 2a/1.mp3"],
        ["B/上巻/1.mp3", "B/下巻/1.mp3"],
        ["CD 1/1.mp3", "CD 2/1.mp3"],
    ],
)
def test_discs_are_one_book_in_the_order_of_their_numbers(paths: list[str]) -> None:
    """More than one level, mixed names, ten and more; what comes with the book is played after it."""
    [found] = groups(_files(*reversed(paths)))

    assert [file.path for file in found.files] == paths
    assert [file.path for file in together(_files(*reversed(paths))).files] == paths


@pytest.mark.parametrize(
    "stems",
    [
        ["Chains 1", "Chains 2", "Chains 10", "Chains 11", "Chains 100"],
        ["Opening Credits", "Prologue", "Chapter 1", "Chapter 2", "Chapter 10", "Epilogue", "End Credits"],
        [
            "Chapter One",
            "Chapter Two",
            "Chapter Three",
            "Chapter Twenty",
            "Chapter Twenty-One",
            "Chapter Thirty",
        ],
        ["Chains 2 - Prologue", "Chains 2 - 01", "Chains 2 - 02", "Chains 2 - Epilogue"],
        ["1-01", "1-02", "1-10", "2-01", "10-01"],
        ["Глава 1", "Глава 2", "Глава 10"],
        ["第1章", "第2章", "第10章"],
    ],
)
def test_files_are_in_the_order_in_which_a_person_counts(stems: list[str]) -> None:
    """Numbers by their value, also as words; what opens a book first, and what ends it last."""
    found = in_order(_files(*(f"B/{stem}.mp3" for stem in sorted(stems))))

    assert [PurePosixPath(file.path).stem for file in found] == stems


_ORDERED = [
    ["CD 1/01.mp3", "CD 1/02.mp3", "CD 2/01.mp3", "CD 2/02.mp3"],
    ["CD 1/CD 1 - 01.mp3", "CD 1/CD 1 - 02.mp3", "CD 2/CD 2 - 01.mp3"],
    ["Part 1/CD 1 - 1.mp3", "Part 1/CD 2 - 1.mp3", "Part 2/CD 1 - 1.mp3"],
    [f"Ember 1 - Chains - {number:03}.mp3" for number in range(1, 81)],
    [f"Disc {disc}/Track {track}.mp3" for disc in range(1, 13) for track in range(1, 11)],
    ["Prologue.mp3", "One.mp3", "Two.mp3"],
    ["Book 1 Chapter 1.mp3", "Book 1 Chapter 2.mp3", "Book 1 Chapter 10.mp3"],
    ["1984/a.mp3", "1984/b.mp3"],
]


@pytest.mark.parametrize("paths", _ORDERED)
def test_audiobookshelf_plays_the_files_in_our_order(paths: list[str]) -> None:
    """By the names alone, and with tags that count each disc from one, or number the book whole, or name one disc."""
    named = names(_files(*paths), _FOLDER)

    plain = [Tagged(name) for name in named]
    per_disc = (
        [Tagged(name, track=place % 10) for place, name in enumerate(named)] if len(named) > 10 else plain
    )
    whole = [Tagged(name, track=place) for place, name in enumerate(named, 1)]
    one_disc = [Tagged(name, disc=1) for name in named]
    for tagged in (plain, per_disc, whole, one_disc):
        assert played(tagged[::-1], folder_says=_SAYS) == named


@pytest.mark.parametrize("title", ["10", "1", "CD 1", "1984", "02", "Track"])
def test_a_title_that_is_a_number_does_not_change_the_order(title: str) -> None:
    """Audiobookshelf takes the title out of a name before it reads the number: "010" of the book "10" would be 0."""
    files = _files(*(f"B/CD {disc}/{track}.mp3" for disc in (1, 2) for track in range(1, 8)))

    named = names(files, PurePosixPath("Jo Doe") / title)

    assert played([Tagged(name) for name in named[::-1]], folder_says=(title, "Jo Doe", None, None)) == named


def test_names_that_give_the_order_stay_as_they_are() -> None:
    """Only a name that does not say its place gets it, before the rest of the name."""
    kept = _files("B/Chains - 01.mp3", "B/Chains - 02.mp3")
    numbered = _files("B/Ember 1 - Chains - 01.mp3", "B/Ember 1 - Chains - 02.mp3")

    assert names(kept, _FOLDER) == ["Chains - 01.mp3", "Chains - 02.mp3"]
    assert names(numbered, _FOLDER) == ["01 - Ember 1 - Chains - 01.mp3", "02 - Ember 1 - Chains - 02.mp3"]
