"""Each rule that makes a row another book, or leaves it open, on a case of its own."""

import pytest

from domain.matching import Extent, Wanted, match, same_book
from tests.domain.matching_rows import MATCH, NO_MATCH, UNCERTAIN, row


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Elantris", "Sanderson, Brandon - Elantris"),
        ("Elantris", "Elantris - Brandon Sanderson (Unabridged) 64kbps"),
        ("Elantris", "Elantris (2005) [M4B]"),
        ("Elantris, The", "The Elantris"),
        ("The Final Empire", "Mistborn 1: The Final Empire"),
        ("The Final Empire", "[Mistborn 01] The Final Empire"),
        ("The Final Empire", "The Final Empire (Mistborn #1)"),
        ("The Final Empire", "The Final Empire: Book One of the Mistborn Saga"),
        ("The Final Empire", "Mistborn 01 The Final Empire"),
        ("The Final Empire", "The Mistborn Saga, Book 1, The Final Empire"),
        ("The Final Empire", "Mistborn, Part 1: The Final Empire"),
        ("Mistborn: The Final Empire", "The Final Empire"),
        ("Brandon Sanderson's The Final Empire", "The Final Empire"),
        ("The Final Empire by Brandon Sanderson", "The Final Empire: A Novel"),
        ("Station 11", "Station Eleven"),
        ("2001: A Space Odyssey", "2001 - A Space Odyssey"),
        ("2001 A Space Odyssey", "2001: A Space Odyssey"),
        ("Mr. Norrell & Me", "Mister Norrell and Me"),
        ("The Colour of Magic", "The Color of Magic"),
        ("Frankenstein", "Frankenstein; or, The Modern Prometheus"),
        ("Frankenstein", "Frankenstein, or The Modern Prometheus"),
    ],
)
def test_titles_of_one_book(asked, told):
    """Formats, editions, authors, articles and places in a series around a title do not make it another."""
    found = match(
        Wanted(title=asked, authors=("Brandon Sanderson",)),
        row(told, "Brandon Sanderson", series="Mistborn #1"),
    )

    assert found.verdict is MATCH, found.why


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Foundation", "Foundation and Empire"),
        ("Foundation", "Second Foundation"),
        ("The Hunter Games", "The Hunted Games"),
        ("Fahrenheit 451", "Fahrenheit 452"),
        ("Life Reset", "Life Reset Hobnobbing"),
        ("Star Wars: Ahsoka", "Star Wars: Thrawn"),
        ("1984", "1985"),
    ],
)
def test_titles_of_two_books(asked, told):
    """Words that differ make another book, also where most of the letters agree."""
    found = match(Wanted(title=asked, authors=("Isaac Asimov",)), row(told, "Isaac Asimov"))

    assert found.verdict is NO_MATCH, found.why


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"category_id": 54}, MATCH),
        ({"category_id": 41}, UNCERTAIN),
        ({"series": "Sapiens Saga #1"}, UNCERTAIN),
        ({"series": "History of Us #1"}, UNCERTAIN),
        ({"series": "History of Us #2"}, NO_MATCH),
    ],
)
def test_a_subtitle_on_one_side(facts, verdict):
    """It describes a work of non-fiction; elsewhere it may name another book of a series."""
    found = match(
        Wanted(title="Sapiens", authors=("Yuval Noah Harari",)),
        row("Sapiens: Rise of Us", "Yuval Noah Harari", **facts),
    )

    assert found.verdict is verdict, found.why


@pytest.mark.parametrize(
    ("asked", "told", "verdict"),
    [
        ("J.R.R. Tolkien", "J R R Tolkien", MATCH),
        ("JRR Tolkien", "John Ronald Reuel Tolkien", MATCH),
        ("Tolkien, J. R. R.", "J R R Tolkien", MATCH),
        ("Tolkien", "J R R Tolkien", UNCERTAIN),
        ("J.R.R. Tolkien", "Simon Tolkien", NO_MATCH),
        ("J.R.R. Tolkien", "Christopher Tolkien", NO_MATCH),
        ("Stephen King", "Stephen R King", MATCH),
        ("Stephen E. King", "Stephen R King", NO_MATCH),
        ("Stephen King", "Owen King", NO_MATCH),
        ("Neil Gaiman", "Neal Gaiman", UNCERTAIN),
        ("Susana Clarke", "Susanna Clarke", MATCH),
        ("Neal Stephensen", "Neal Stephenson", MATCH),
        ("Ursula Le Guin", "Ursula K LeGuin", MATCH),
        ("Scott Fitzgerald", "F Scott Fitzgerald", MATCH),
        ("Liu Cixin", "Cixin Liu", MATCH),
        ("Robert Downey, Jr.", "Robert Downey", MATCH),
        ("Alexandre Dumas fils", "Alexandre Dumas père", NO_MATCH),
        ("Terry Pratchett & Neil Gaiman", "Neil Gaiman", MATCH),
        ("Neil Gaiman (introduction)", "Neil Gaiman - author", UNCERTAIN),
        ("Homer", "Homer", MATCH),
        ("Travis Deverell aka Shirtaloon", "Shirtaloon", MATCH),
        ("刘慈欣", "刘慈欣", MATCH),
        ("Neil Gaiman", "Various", UNCERTAIN),
    ],
)
def test_authors(asked, told, verdict):
    """Given names or initials must agree; order, spelling of initials and what is left out do not matter."""
    found = match(Wanted(title="The Long Night", authors=(asked,)), row("The Long Night", told))

    assert found.verdict is verdict, found.why


@pytest.mark.parametrize(
    "authors", [("A B", "C D", "and 11 more"), tuple(f"Ann {letter}ee" for letter in "BCDFGHKLMN")]
)
def test_a_list_cut_short_proves_no_absence(authors):
    """Where the row shows only some of the authors, the one asked for may be among the others."""
    found = match(Wanted(title="Rogues", authors=("Neil Gaiman",)), row("Rogues", *authors))

    assert found.verdict is UNCERTAIN
    assert "cut short" in found.why


@pytest.mark.parametrize(
    ("told", "series"),
    [
        ("Twilight", "The Twilight Saga #1-4"),
        ("Twilight 1-4", None),
        ("Twilight (Books 1-4)", None),
        ("The Twilight Trilogy", None),
        ("Twilight Box Set", "The Twilight Saga"),
        ("Twilight: The Complete Collection", None),
        ("Twilight Series", "The Twilight Saga"),
        ("Stephenie Meyer - Twilight Saga 1-4", None),
        ("Twilight Omnibus", None),
    ],
)
def test_a_collection_is_not_a_volume_of_it(told, series):
    """However a collection says that it is one, it is not the one book, nor is the book the collection."""
    volume = row("Twilight", "Stephenie Meyer", series="The Twilight Saga #1")
    collection = row(told, "Stephenie Meyer", series=series)

    found = match(Wanted(title="Twilight", authors=("Stephenie Meyer",)), collection)

    assert found.verdict is NO_MATCH, found.why
    assert found.extent is Extent.COLLECTION
    assert same_book(volume, collection).verdict is NO_MATCH


@pytest.mark.parametrize(
    "tags", ["all the Twilight novels", "4 books", "complete series", "includes all of them"]
)
def test_tags_only_hint_at_a_collection(tags):
    """Tags alone leave it to a person, since they may speak of other books."""
    found = match(
        Wanted(title="Twilight", authors=("Stephenie Meyer",)), row("Twilight", "Stephenie Meyer", tags=tags)
    )

    assert found.verdict is UNCERTAIN


@pytest.mark.parametrize(
    ("asked", "number", "told", "series", "verdict"),
    [
        ("Bone Lord", "5", "Bone Lord 5", "Bone Lord #5", MATCH),
        ("Bone Lord", "4", "Bone Lord 5", "Bone Lord #5", NO_MATCH),
        ("Bone Lord 5", None, "Bone Lord", "Bone Lord #05", MATCH),
        ("Bone Lord 5", None, "Bone Lord", "Bone Lord #1", NO_MATCH),
        ("Bone Lord V", None, "Bone Lord, Book Five", None, MATCH),
        ("Bone Lord", None, "Bone Lord 1", "Bone Lord #1", MATCH),
        ("Bone Lord", None, "Bone Lord 2", "Bone Lord #2", NO_MATCH),
        ("Bone Lord", None, "Bone Lord", "Bone Lord #2", UNCERTAIN),
        ("Bone Lord", "2", "Bone Lord", None, UNCERTAIN),
        ("Bone Lord", "1", "Bone Lord", None, MATCH),
        ("Bone Lord", "2", "Bone Lord: The Hunt", "Bone Lord #2", MATCH),
        ("Bone Lord", "1", "The Backstage Book", "Bone Lord #1", NO_MATCH),
        ("Bone Lord", "1", "Bone Lord", "Bone Lord #1.5", NO_MATCH),
        ("Bone Lord", "1", "Bone Lord", "Bone Lord #1p1", NO_MATCH),
        ("The Hunt", "2", "The Hunt", "Bone Lord #3", UNCERTAIN),
        ("The Hunt", "2", "The Hunt", "Other Realm #3", MATCH),
        ("Bone Lord, Volume 1", None, "Bone Lord, Volume 2", None, NO_MATCH),
        ("Bone Lord", None, "Bone Lord, Volume 1", None, UNCERTAIN),
        ("Bone Lord", None, "Bone Lord, Part 1 of 2", "Bone Lord #1", NO_MATCH),
        ("Bone Lord (2 of 3)", None, "Bone Lord (1 of 3)", None, NO_MATCH),
        ("Bone Lord, Part 2", None, "Bone Lord, Part Two", None, MATCH),
    ],
)
def test_volumes(asked, number, told, series, verdict):
    """Another volume or a part is not the book, also where all volumes share a name."""
    wanted = Wanted(title=asked, authors=("Dante King",), series="Bone Lord", number=number)

    found = match(wanted, row(told, "Dante King", series=series))

    assert found.verdict is verdict, found.why
