"""Each rule about editions and forms of a book, on a case of its own."""

import pytest

from domain.matching import Edition, Wanted, match, same_book
from domain.recording import Recording, Series
from tests.domain.matching_rows import MATCH, NO_MATCH, UNCERTAIN, row


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "Neverwhere [Dramatized Adaptation]"},
        {"title": "Neverwhere: A BBC Radio Full-Cast Drama"},
        {"title": "Neverwhere GraphicAudio"},
        {"tags": "Graphic Audio - A Movie In Your Mind"},
        {"tags": "BBC Radio 4 dramatisation"},
        {"tags": "L.A. Theatre Works"},
        {"narrators": ("Full Cast",)},
        {"narrators": ("A Full Cast", "Lenny Henry")},
        {"publisher": "GraphicAudio LLC"},
        {"series": (Series(name="Neverwhere Radio Plays", sequence="1"),)},
        {"category_id": 127},
    ],
)
def test_a_dramatisation_is_another_edition(facts):
    """However a row says that it is played, it is at most uncertain, unless a dramatisation is asked for."""
    played = Recording(
        **{"title": "Neverwhere", "authors": ("Neil Gaiman",), "file_types": ("mp3",), **facts}
    )

    found = match(Wanted(title="Neverwhere", authors=("Neil Gaiman",)), played)
    asked = match(Wanted(title="Neverwhere (Dramatized Adaptation)", authors=("Neil Gaiman",)), played)

    assert found.verdict is UNCERTAIN
    assert found.edition is Edition.DRAMATISATION
    assert asked.verdict is MATCH


@pytest.mark.parametrize(
    "tags", ["BBC Audiobooks", "not a dramatization", "unabridged, no full cast", "Drama, Romance"]
)
def test_a_reading_is_no_dramatisation(tags):
    """A publisher's name, a genre or a denial do not make a reading a play."""
    found = match(
        Wanted(title="Neverwhere", authors=("Neil Gaiman",)), row("Neverwhere", "Neil Gaiman", tags=tags)
    )

    assert found.verdict is MATCH
    assert found.edition is Edition.READING


@pytest.mark.parametrize(
    "told",
    [
        "Summary of Sapiens by Yuval Noah Harari",
        "Sapiens: Summary and Analysis",
        "Sapiens: A Study Guide",
        "Sapiens (Workbook)",
        "Sapiens: A Graphic History",
        "A Companion to Sapiens",
        "The Making of Sapiens",
        "Sapiens for Young Readers",
    ],
)
def test_a_book_about_the_book_is_not_the_book(told):
    """Summaries, guides and companions are no match even when they carry the author's name."""
    about = row(told, "Yuval Noah Harari", category_id=54)

    found = match(Wanted(title="Sapiens", authors=("Yuval Noah Harari",)), about)

    assert found.verdict is NO_MATCH, found.why


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"file_types": ("epub", "mobi")}, NO_MATCH),
        ({"file_types": ("epub", "MP3")}, MATCH),
        ({"file_types": ("zip",)}, MATCH),
        ({"file_types": (), "category": "Ebooks - Fantasy"}, NO_MATCH),
        ({"file_types": (), "category": "Audiobooks - Fantasy"}, MATCH),
        ({"file_types": (), "category_id": None}, MATCH),
    ],
)
def test_an_e_book_is_not_an_audiobook(facts, verdict):
    """Only where the files or the category say so; a library item or a print volume says nothing."""
    found = match(Wanted(title="Dune", authors=("Frank Herbert",)), row("Dune", "Frank Herbert", **facts))

    assert found.verdict is verdict


@pytest.mark.parametrize("told", [row("Dune"), row(None, "Frank Herbert"), row("  ", "Frank Herbert")])
def test_a_row_that_does_not_say_is_never_a_match(told):
    """Without a title or an author on the row, a person decides."""
    found = match(Wanted(title="Dune", authors=("Frank Herbert",)), told)

    assert found.verdict is UNCERTAIN


def test_a_title_alone_proves_nothing():
    """A query without an author finds candidates and no match."""
    assert match(Wanted(title="Dune"), row("Dune", "Frank Herbert")).verdict is UNCERTAIN


@pytest.mark.parametrize(
    ("told", "series", "verdict"),
    [
        ("Oathbringer", "Cosmere; The Stormlight Archive #3", MATCH),
        ("Stormlight", None, MATCH),
        ("Edgedancer", "Stormlight Archive #2.5", MATCH),
        ("Stormlight Archive 1-3", "The Stormlight Archive #1-3", UNCERTAIN),
        ("The Stormlight Companion", "The Stormlight Archive", NO_MATCH),
        ("The Art of Light", "The Stormlight Archive #4", MATCH),
        ("Legion", "Stormlight Pocket Tales #1", UNCERTAIN),
        ("Elantris", "Elantris #1", NO_MATCH),
        ("Elantris", None, NO_MATCH),
    ],
)
def test_a_pair_of_author_and_series_or_title(told, series, verdict):
    """It finds the book of that title and every single book of a series of that name."""
    found = match(
        Wanted.of_pair("Brandon Sanderson", "Stormlight"), row(told, "Brandon Sanderson", series=series)
    )

    assert found.verdict is verdict, found.why


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (
            row("Mistborn 03: The Hero of Ages", "Brandon Sanderson"),
            row("The Hero of Ages", "B Sanderson"),
            MATCH,
        ),
        (
            row("Page Keeper 2", "Dante King", series="Page Keeper #2"),
            row("Page Keeper 2", "Dante King"),
            MATCH,
        ),
        (
            row("Page Keeper 2", "Dante King", series="Page Keeper #2"),
            row("Page Keeper", "Dante King", series="Page Keeper #1"),
            NO_MATCH,
        ),
        (
            row("Farseer Trilogy", "Robin Hobb", series="Farseer #1-3"),
            row("The Farseer Trilogy", "Robin Hobb"),
            MATCH,
        ),
        (row("Dune", "Frank Herbert"), row("Dune", "Frank Herbert", tags="GraphicAudio"), UNCERTAIN),
        (row("Dune", "Frank Herbert"), row("Dune"), UNCERTAIN),
        (
            row(None, "Frank Herbert", series="Dune #1"),
            row("Dune", "Frank Herbert", series="Dune #1"),
            UNCERTAIN,
        ),
        (row(None, "Frank Herbert"), row(None, "Frank Herbert"), UNCERTAIN),
    ],
)
def test_two_recordings_of_one_book(one, other, verdict):
    """A recording and a library item are one book when each answers to the other."""
    assert same_book(one, other).verdict is verdict
