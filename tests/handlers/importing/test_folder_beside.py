"""The name of a folder for another edition, beside the one that is there."""

from pathlib import Path, PurePosixPath

import pytest

from domain.folder_names import read_path
from domain.importing.names import clean
from domain.name_strings import split_names
from domain.recording import Recording
from handlers.importing.beside import beside

BOOK = PurePosixPath("Ann Author/Title")


def made(library: Path, *names: str) -> PurePosixPath:
    for name in names:
        (library / BOOK.with_name(name)).mkdir(parents=True)
    return PurePosixPath(library)


def test_where_nothing_is_there_it_is_the_folder_itself(tmp_path):
    """So that the first edition has the usual name."""
    assert beside(PurePosixPath(tmp_path), BOOK, Recording(narrators=["Jo Smith"])) == BOOK


@pytest.mark.parametrize(
    ("narrators", "name"),
    [
        (["Jo Smith", "Cher"], "Title {Jo Smith, Cher}"),
        (["Cher", "Jo Smith"], "Title {Cher & Jo Smith}"),
        (["AC: DC?"], "Title {DC？, AC：}"),
        (["Jo {x} Smith"], "Title {Jo ｛x｝ Smith}"),
        ([], "Title (2)"),
        (["x" * 300], "Title (2)"),
    ],
)
def test_it_is_named_after_its_narrators(tmp_path, narrators, name):
    """In a name that SMB takes and Audiobookshelf reads; with a number where that is too long, or there are none."""
    folder = beside(made(tmp_path, "Title"), BOOK, Recording(narrators=narrators))

    read = read_path(str(folder), is_file=False)
    assert folder == BOOK.with_name(name)
    assert clean(folder.name) == folder.name
    assert len(split_names(read.narrators)) == (len(narrators) if "{" in name else 0)


def test_more_than_two_are_numbered(tmp_path):
    """The first number that is free; a long name makes room for it."""
    long = PurePosixPath("Ann Author", "é" * 127)
    there = Recording(narrators=["Jo Smith"])

    assert beside(made(tmp_path, "Title", "Title {Jo Smith}", "Title (2)"), BOOK, there) == BOOK.with_name(
        "Title (3)"
    )
    assert beside(made(tmp_path, long.name), long, there).name == "é" * 125 + " (2)"
