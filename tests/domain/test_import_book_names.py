"""What the name of a folder or file in a torrent says of its book."""

import pytest

from domain.importing.naming import book_of
from domain.recording import Recording, Series

_EMBER = Recording(
    torrent_id=7,
    title="The Ember Trilogy",
    authors=("Jo Doe",),
    narrators=("Ray Porter",),
    language="German",
    series=(Series(name="Ember", sequence="1-3"),),
)


@pytest.mark.parametrize(
    ("name", "title", "number"),
    [
        ("Lies", "Lies", None),
        ("02 - Lies", "Lies", "2"),
        ("2. Lies", "Lies", "2"),
        ("2 Lies", "Lies", "2"),
        ("02 Lies", "Lies", "2"),
        ("[02] Lies", "Lies", "2"),
        ("#2 Lies", "Lies", "2"),
        ("Book 2 - Lies", "Lies", "2"),
        ("Book 2: Lies", "Lies", "2"),
        ("Book 2 of 3 - Lies", "Lies", "2"),
        ("Volume 2_ Lies", "Lies", "2"),
        ("Band 2 - Lies", "Lies", "2"),
        ("Книга 2. Ложь", "Ложь", "2"),
        ("Lies (Book 2)", "Lies", "2"),
        ("Lies (Ember, #2)", "Lies", "2"),
        ("Lies (Ember II)", "Lies", "2"),
        ("Lies - Ember, Book 2", "Lies", "2"),
        ("Ember 02 - Lies", "Lies", "2"),
        ("Ember #2 Lies", "Lies", "2"),
        ("Ember Trilogy, Book 2 - Lies", "Lies", "2"),
        ("Jo Doe - Lies", "Lies", None),
        ("Doe, Jo - [Ember 02] - Lies", "Lies", "2"),
        ("Jo Doe - Ember 02 - Lies (2010) [MP3 64kbps]", "Lies", "2"),
        ("Jo_Doe_-_Lies_(Unabridged)", "Lies", None),
        ("Lies {Ray Porter}", "Lies", None),
        ("Lies (read by Ray Porter)", "Lies", None),
        ("2010 - Lies", "Lies", None),
        ("Lies: A Novel of Ember", "Lies: A Novel of Ember", None),
        ("13 Lies", "13 Lies", None),
        ("1984", "1984", None),
        ("Ember", "Ember", None),
        ("Book 2", None, "2"),
        ("Ember 2", None, "2"),
        ("02", None, "2"),
    ],
)
def test_a_name_is_read_as_uploaders_write_it(name: str, title: str | None, number: str | None) -> None:
    """Author, series, number, year, narrator and format are no part of the title."""
    found = book_of(name, _EMBER)

    series = (Series(name="Ember", sequence=number),) if number else ()
    assert (found.title, found.series) == (title, series)
    assert (found.authors, found.language) == (("Jo Doe",), "German")


def test_an_asin_in_a_name_is_read() -> None:
    """In brackets, as Audiobookshelf reads it too."""
    assert book_of("Lies [B012345678]", _EMBER).asin == "B012345678"


def test_without_a_series_a_number_is_no_place() -> None:
    """There is nothing that it could count in."""
    assert book_of("02 - Lies", Recording(title="Stories")).series == ()
