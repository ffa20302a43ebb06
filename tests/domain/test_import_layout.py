"""IMPORT_LAYOUT: the folder that a book gets, and templates that are refused."""

import re
from datetime import date

import pytest

from domain.folder_names import read_path
from domain.importing.layout import DEFAULT_LAYOUT, Layout
from domain.importing.names import typed
from domain.importing.plan import Renamed
from domain.name_strings import split_names
from domain.recording import Recording, Series

ALL = "{author}/{series}/{sequence} - {year} - {title} ({edition}) {asin} {narrator}"
KINGS = Recording(
    title="The Way of Kings",
    authors=("Brandon Sanderson",),
    narrators=("Michael Kramer", "Kate Reading"),
    series=(Series(name="The Stormlight Archive", sequence="01"),),
    release_date=date(2010, 8, 31),
    asin="B003P2WO5E",
    abridged=False,
    file_types=("m4b",),
)


def in_series(title: str, place: str | None = None) -> Recording:
    return Recording(title=title, authors=("Ann Author",), series=(Series(name="Saga", sequence=place),))


def alone(title: str) -> Recording:
    return Recording(title=title, authors=("Ann Author",))


@pytest.mark.parametrize(
    ("template", "unknown", "path"),
    [
        ("{author}/{series}/{sequence} - {title}", {}, "Brandon Sanderson/The Stormlight Archive/1 - The Way of Kings"),
        ("{author}/{series}/{sequence} - {title}", {"series": ()}, "Brandon Sanderson/The Way of Kings"),
        ("{author}/{series}/{sequence} - {title}", {"authors": ()}, "The Way of Kings"),
        ("{author}/{title}", {}, "Brandon Sanderson/The Way of Kings"),
        ("{title}", {}, "The Way of Kings"),
        ("{author}/{title} [{asin}] {{narrator}}", {}, "Brandon Sanderson/The Way of Kings [B003P2WO5E] {Michael Kramer, Kate Reading}"),
        ("{author}/{title} {asin} {narrator}", {}, "Brandon Sanderson/The Way of Kings [B003P2WO5E] {Michael Kramer, Kate Reading}"),
        ("{author}/{title} {asin} {narrator}", {"asin": None}, "Brandon Sanderson/The Way of Kings {Michael Kramer, Kate Reading}"),
        ("{author}/{title} {asin} {narrator}", {"asin": "no asin", "narrators": ()}, "Brandon Sanderson/The Way of Kings"),
        ("{author}/{series}/Vol. {sequence} - {title}", {}, "Brandon Sanderson/The Stormlight Archive/Vol. 1 - The Way of Kings"),
        ("{author}/{series}/Vol. {sequence} - {title}", {"series": (Series(name="X"),)}, "Brandon Sanderson/X/The Way of Kings"),
        ("{author}/{series}/{title} - Vol {sequence}", {"series": (Series(name="X"),)}, "Brandon Sanderson/X/The Way of Kings"),
        (ALL, {}, "Brandon Sanderson/The Stormlight Archive/1 - 2010 - The Way of Kings (Unabridged M4B) [B003P2WO5E] {Michael Kramer, Kate Reading}"),
        (ALL, {"release_date": None}, "Brandon Sanderson/The Stormlight Archive/1 - The Way of Kings (Unabridged M4B) [B003P2WO5E] {Michael Kramer, Kate Reading}"),
        (ALL, {"abridged": None, "file_types": ()}, "Brandon Sanderson/The Stormlight Archive/1 - 2010 - The Way of Kings [B003P2WO5E] {Michael Kramer, Kate Reading}"),
        (ALL, {"series": (), "asin": None, "narrators": ()}, "Brandon Sanderson/2010 - The Way of Kings (Unabridged M4B)"),
        (ALL, {"series": (), "asin": None, "narrators": (), "release_date": None, "abridged": True}, "Brandon Sanderson/The Way of Kings (Abridged M4B)"),
    ],
)  # fmt: skip
def test_what_is_unknown_falls_away_with_its_separators(template, unknown, path):
    """A series has no folder where there is none, and without an author no folder is above the book's."""
    assert str(Layout.parse(template).book(KINGS.model_copy(update=unknown)).path) == path


@pytest.mark.parametrize(
    ("record", "path"),
    [
        (alone("Book 1"), "Ann Author/Book 1"),
        (in_series("Book 1"), "Ann Author/Saga/Book １"),
        (in_series("Book 1", "1"), "Ann Author/Saga/1 - Book 1"),
        (in_series("Vol. 1"), "Ann Author/Saga/Vol. １"),
        (in_series("Saga - Vol 2 - End"), "Ann Author/Saga/Saga - Vol ２ - End"),
        (alone("101. Dalmatians"), "Ann Author/101. Dalmatians"),
        (in_series("101. Dalmatians"), "Ann Author/Saga/１01. Dalmatians"),
        (in_series("101 Dalmatians"), "Ann Author/Saga/101 Dalmatians"),
        (in_series(". . . and Justice"), "Ann Author/Saga/． . . and Justice"),
        (alone("1984"), "Ann Author/1984"),
        (alone("1984 - A Novel"), "Ann Author/１984 - A Novel"),
        (alone("1984: A Tale"), "Ann Author/1984： A Tale"),
        (alone("2010 - T"), "Ann Author/２010 - T"),
        (in_series("2010 -T", "3"), "Ann Author/Saga/3 - ２010 -T"),
        (alone("Song {live}"), "Ann Author/Song {live｝"),
        (alone("{live} Song"), "Ann Author/{live} Song"),
        (alone("Code [ABCDEFGHIJ]"), "Ann Author/Code [ABCDEFGHIJ］"),
        (alone("[ABCDEFGHIJ] Code"), "Ann Author/[ABCDEFGHIJ］ Code"),
        (alone("Code [abcdefghij]"), "Ann Author/Code [abcdefghij]"),
        (alone("CD 1"), "Ann Author/ＣD 1"),
        (in_series("Disc 12"), "Ann Author/Saga/Ｄisc 12"),
        (alone("CD 1 of 2"), "Ann Author/CD 1 of 2"),
        (alone("A - B - C"), "Ann Author/A - B - C"),
        (in_series("T", "0"), "Ann Author/Saga/0 - T"),
        (in_series("T", "0.5"), "Ann Author/Saga/0.5 - T"),
        (in_series("T", "001"), "Ann Author/Saga/1 - T"),
        (in_series("T", "999.99"), "Ann Author/Saga/999.99 - T"),
    ],
)  # fmt: skip
def test_a_title_is_read_as_it_is_meant(record, path):
    """What would be taken for a place, a year, an ASIN, narrators or a disc is spelled so that it is not."""
    folder = DEFAULT_LAYOUT.book(record).path

    read = read_path(str(folder), is_file=False)
    assert str(folder) == path
    assert typed(read.title or "") == record.title
    assert (read.narrators, read.asin, read.published_year) == ("", None, None)


@pytest.mark.parametrize("place", ["1-3", "1000", "10.10", "0,5 - 7", "1p1", "1-41", "2.125"])
def test_a_place_that_is_not_read_is_left_out(place):
    """It would be read as a part of the title, a year, or another place: metadata.json alone has it."""
    book = DEFAULT_LAYOUT.book(in_series("The Omnibus", place))

    assert str(book.path) == "Ann Author/Saga/The Omnibus"
    assert len(book.renamed) == 1


@pytest.mark.parametrize(
    ("authors", "folder"),
    [
        (["Ann Author"], "Ann Author"),
        (["Ann Author", "Bob Writer"], "Ann Author, Bob Writer"),
        (["Cher", "Bob Writer"], "Cher & Bob Writer"),
        (["von Mises", "Bob Writer"], "von Mises & Bob Writer"),
        (["A", "B", "C"], "A & B & C"),
        (["Smith & Sons", "Cher"], "Smith ＆ Sons, Cher"),
        (["Dr. Seuss"], "Seuss, Dr．"),
        (["Ann Author Jr"], "Jr, Ann Author"),
        (["Ann Author Jr", "Bob Writer"], "Jr, Ann Author & Writer, Bob"),
        (["bell hooks"], "hooks, bell"),
        (["Ann Author, PhD"], "PhD, Ann Author，"),
        (["Ann Author", "Smith, John"], "Ann Author, Smith， John"),
        (["Author [x]"], "[x], Author"),
        (["Rhett and Link"], "Link, Rhett and"),
        (["Rhett and Link", "Cher"], "Rhett ａnd Link & Cher"),
        (["村上 春樹", "John Smith"], "村上 春樹, John Smith"),
        (["..", "Ann Author"], "．. & Ann Author"),
    ],
)  # fmt: skip
def test_authors_are_read_as_they_are_meant(authors, folder):
    """Also where their names are divided, lose a title, or get another case in the usual spelling."""
    path = DEFAULT_LAYOUT.book(Recording(title="T", authors=authors)).path

    read = split_names(read_path(str(path), is_file=False).authors)
    assert [typed(name) for name in read] == authors
    assert typed(path.parts[0]) == typed(folder)


def test_of_many_authors_as_many_are_named_as_fit():
    """A name is never cut where another one can be left out."""
    authors = [f"Author Number{number}" for number in range(40)]

    folder = DEFAULT_LAYOUT.book(Recording(title="T", authors=authors)).path.parts[0]

    assert 235 < len(folder) <= 255
    assert folder.endswith(", Author Number14")


def test_what_makes_a_name_too_long_is_the_narrators_first():
    """A list of narrators is whole or not there; then the title is cut, and not what is behind it."""
    layout = Layout.parse("{author}/{title} {narrator} {asin}")
    record = KINGS.model_copy(update={"narrators": tuple(f"Voice Number{n}" for n in range(30))})

    kept = layout.book(record).path.name
    cut = layout.book(KINGS.model_copy(update={"title": "ж" * 10_000})).path.name

    assert kept == "The Way of Kings [B003P2WO5E]"
    assert cut.endswith("жж [B003P2WO5E]")
    assert 253 <= len(cut.encode()) <= 255


def test_of_several_series_the_one_with_a_place_is_the_folder():
    """MAM lists them by name: "Cosmere" before "Mistborn #3"."""
    series = (
        Series(name="Cosmere"),
        Series(name="All of it", sequence="1-9"),
        Series(name="Mistborn", sequence="3"),
    )

    path = DEFAULT_LAYOUT.book(KINGS.model_copy(update={"series": series})).path

    assert str(path) == "Brandon Sanderson/Mistborn/3 - The Way of Kings"


def test_a_changed_name_is_shown_beside_the_record_s():
    """So that a person sees what was meant, also what cannot be seen."""
    record = Recording(
        title="What\0 If?", authors=["Ann Author", "..."], series=[Series(name="Q: A", sequence="1-3")]
    )

    book = DEFAULT_LAYOUT.book(record)

    assert book.renamed == (
        Renamed(before="Ann Author, ...", after="Ann Author, ..．"),
        Renamed(before="Q: A", after="Q： A"),
        Renamed(before=r"1-3 - What\x00 If?", after="What If？"),
    )
    assert DEFAULT_LAYOUT.book(KINGS).renamed == ()


@pytest.mark.parametrize(
    ("title", "name", "folder"),
    [(None, "A.Torrent", "A.Torrent"), (None, "\0", "Untitled"), ("\u200b", "x", "Untitled")],
)
def test_a_book_without_a_title_is_called_as_its_torrent(title, name, folder):
    """And where that is nothing either, it has a name all the same."""
    assert str(DEFAULT_LAYOUT.book(Recording(title=title), name=name).path) == folder


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("", "is empty: write it like {author}/{series}/{sequence} - {title}"),
        (" / ", "is empty"),
        ("/{author}/{title}", "must not begin or end with /"),
        ("{author}//{title}", "nor hold //"),
        ("{author}/../{title}", "must not hold . or .. as a folder"),
        ("{a}/{author}/{series}/{title}", "has 4 folders, and Audiobookshelf reads three"),
        ("{author}/{titel}", "{titel} is not known; did you mean {title}?"),
        ("{author}/{Title}", "{Title} is not known; did you mean {title}?"),
        ("{author}/{publisher} {title}", "{publisher} is not known; the fields are {author}, {series}"),
        ("{author}/{title:>3}", "{title:>3} is not known; did you mean {title}?"),
        ("{author}/{} {title}", "{} is not known"),
        ("{author}/{title", "has a { or } without its other half"),
        ("{author}/title}", "has a { or } without its other half"),
        ("{author}/{series}", "must have {title} in its last folder"),
        ("{title}/{author}", "must have {title} in its last folder"),
        ("{author}/{series}: {title}", "holds ':', which file systems or SMB refuse"),
        ("x" * 300 + "{title}", "is longer than 200 bytes"),
        ("{series}/{title}", "would read “The Stormlight Archive” as the author in “The Stormlight Archive/The Way of Kings”"),
        ("{title} - {author}", "would not find the author"),
        ("{author} - {title}", "would not find the author in “Brandon Sanderson - The Way of Kings”"),
        ("{title}/{author}/{title}", "would read “The Way of Kings” as the author"),
        ("Books/{author}/{title}", "would read “Books” as the author"),
        ("{author}/{narrator}/{title}", "as the series in"),
        ("{author}/{edition}/{title}", "would read “Unabridged M4B” as the series"),
        ("{author}/{series} {sequence} - {title}", "would not find the series"),
        ("{author}/{series} {sequence}/{title}", "would read “The Stormlight Archive 1” as the series"),
        ("{author}/{sequence} - {title}", "would not find the sequence"),
        ("{author}/{series}/{sequence} {title}", "would not find the sequence"),
        ("{author}/{series}/Teil {sequence} - {title}", "would not find the sequence"),
        ("{author}/{series}/#{sequence} - {title}", "would not find the sequence"),
        ("{author}/{title} ({year})", "would read “The Way of Kings (2010)” as the title"),
        ("{author}/{year} {title}", "would read “2010 The Way of Kings” as the title"),
        ("{author}/{narrator} {title}", "as the title"),
        ("{author}/{title} by {narrator}", "would read “The Way of Kings by” as the title"),
        ("{author}/{title} (Unabridged)", "would read “The Way of Kings (Unabridged)” as the title"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_read_back_is_refused(template, problem):
    """With what Audiobookshelf would read instead, and the form that it does read."""
    with pytest.raises(ValueError, match=re.escape(problem)):
        Layout.parse(template)
