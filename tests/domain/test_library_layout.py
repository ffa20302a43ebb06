"""Which files make one item."""

from pathlib import PurePosixPath

import pytest

from domain.library_layout import is_audio, is_disc, is_unfinished, item_of


@pytest.mark.parametrize(
    ("file", "item"),
    [
        ("Author/Book/1.mp3", "Author/Book"),
        ("Author/Book/CD 1/1.mp3", "Author/Book"),
        ("Author/Book/disc02/1.mp3", "Author/Book"),
        ("Author/Book/Disc_02/1.mp3", "Author/Book/Disc_02"),
        ("Author/Book/CD-2/1.mp3", "Author/Book/CD-2"),
        ("Author/Book/CD 1000/1.mp3", "Author/Book/CD 1000"),
        ("Author/Book/Part 1/1.mp3", "Author/Book/Part 1"),
        ("Book.m4b", "Book.m4b"),
        ("CD 1/1.mp3", "CD 1"),
        ("Book/1.mp3", "Book"),
    ],
)
def test_an_audio_file_belongs_to_its_folder_or_stands_alone(file: str, item: str):
    """A disc's folder is its book's, and a file in the library's own folder is an item by itself."""
    assert item_of(PurePosixPath(file)) == PurePosixPath(item)


def test_names_show_what_a_file_is():
    """Audio by its ending in any case, unfinished by what a program puts behind it, discs by number."""
    assert [name for name in ("a.MP3", "a.m4b", ".a.mp3", "a.jpg", "a.mp3.!qB") if is_audio(name)] == [
        "a.MP3",
        "a.m4b",
    ]
    assert [name for name in ("a.mp3.!qB", "a.mp3.part", "a.mp3") if is_unfinished(name)] == [
        "a.mp3.!qB",
        "a.mp3.part",
    ]
    assert [name for name in ("CD1", "disk 12", "Disc", "CD 1 extra") if is_disc(name)] == ["CD1", "disk 12"]
