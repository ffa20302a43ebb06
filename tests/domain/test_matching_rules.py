"""Each rule that makes a row another book, or leaves it open, on a case of its own."""

import pytest

from domain.matching import Edition, Extent, Verdict, Wanted, match, same_book
from domain.recording import Recording, Series

MATCH, UNCERTAIN, NO_MATCH = Verdict.MATCH, Verdict.UNCERTAIN, Verdict.NO_MATCH


def row(title: str | None, *authors: str, series: str | None = None, **facts) -> Recording:
    """A row; its series are written "Mistborn #3; Cosmere"."""
    named = [entry.partition(" #") for entry in (series or "").split("; ") if entry]
    return Recording(
        title=title,
        authors=authors,
        series=tuple(Series(name=name, sequence=number or None) for name, _, number in named),
        **{"file_types": ("m4b",), "category_id": 41, **facts},
    )


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
def test_a_row_that_does_not_tell_is_never_a_match(told):
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
