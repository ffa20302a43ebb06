"""What Audiobookshelf reads in a path: facts/audiobookshelf_2.md 5.4."""

import pytest

from domain.folder_names import PathReading, read_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Title", PathReading(title="Title")),
        ("Auth/Title", PathReading(title="Title", authors="Auth")),
        ("A/Auth/Ser/Title", PathReading(title="Title", authors="Auth", series="Ser")),
        ("Auth/Title [B012345678]", PathReading(title="Title", authors="Auth", asin="B012345678")),
        ("Auth/[B012345678] Title", PathReading(title="Title", authors="Auth", asin="B012345678")),
        ("Auth/Title [b012345678]", PathReading(title="Title [b012345678]", authors="Auth")),
        ("Auth/Title {A, B}", PathReading(title="Title", authors="Auth", narrators="A, B")),
        ("Auth/{A} Title", PathReading(title="{A} Title", authors="Auth")),
        ("Auth/2010 - Title", PathReading(title="Title", authors="Auth", published_year="2010")),
        ("Auth/(2010) - Title", PathReading(title="Title", authors="Auth", published_year="2010")),
        ("Auth/1984", PathReading(title="1984", authors="Auth")),
        ("Auth/1 - Title", PathReading(title="1 - Title", authors="Auth")),
        ("Auth/Ser/01 - Title", PathReading(title="Title", authors="Auth", series="Ser", sequence="1")),
        ("Auth/Ser/Vol. 1.5 - Title", PathReading(title="Title", authors="Auth", series="Ser", sequence="1.5")),
        ("Auth/Ser/101. Title", PathReading(title="Title", authors="Auth", series="Ser", sequence="101")),
        ("Auth/Ser/101 Title", PathReading(title="101 Title", authors="Auth", series="Ser")),
        ("Auth/Ser/1-3 - Title", PathReading(title="1-3 - Title", authors="Auth", series="Ser")),
        ("Auth/Ser/Title - Vol 2 - Sub", PathReading(title="Title - Sub", authors="Auth", series="Ser", sequence="2")),
        ("Auth/Ser/Vol. 1", PathReading(title=None, authors="Auth", series="Ser", sequence="1")),
        (
            "Auth/Ser/001 - 2010 - Title - Sub [B012345678] {N}",
            PathReading(
                title="Title - Sub", authors="Auth", series="Ser", sequence="1", published_year="2010", narrators="N",
                asin="B012345678",
            ),
        ),
    ],
)  # fmt: skip
def test_a_path_is_read_as_audiobookshelf_reads_it(path, expected):
    """Its last three levels: author, series, book."""
    assert read_path(path, is_file=False) == expected


def test_a_single_file_has_a_title_only():
    """Its name, without its ending."""
    assert read_path("Root - 2 {X} Book.m4b", is_file=True) == PathReading(title="Root - 2 {X} Book")
