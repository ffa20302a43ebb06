"""What a record of MAM says of each field of a library item."""

from datetime import date

import pytest

from domain.described import Describe, TagsFromMam
from domain.genres import Genres, genres_from
from domain.policy import FieldName
from domain.recording import Evidence, Recording, Series, from_stored
from domain.sequences import sequence_text, series_place

FULL = Recording(
    title="Becoming Chains: A Novel [Unabridged]",
    authors=("A. Author", "B. Author"),
    narrators=("Ray Porter",),
    series=(Series(name="Links", sequence="02"), Series(name="World", sequence="1.5"), Series(name="Alone")),
    abridged=False,
    explicit=True,
    publisher="Tape House",
    release_date=date(2021, 5, 4),
    language="ENG",
    description="Tom & Jerry <3\nmeet.\n\nThe end.",
    isbn="0593135202",
    asin="B08G9PRS1K",
    category="Audiobooks - Crime/Thriller",
    categories=(29,),
    tags="64 kbps m4b, Urban Fantasy | thriller, full cast",
)


def test_every_field_of_a_record_has_its_form():
    """The forms that Audiobookshelf keeps unchanged; unknown fields are left out."""
    assert Describe()(FULL) == {
        FieldName.TITLE: "Becoming Chains",
        FieldName.SUBTITLE: "A Novel",
        FieldName.AUTHORS: ["A. Author", "B. Author"],
        FieldName.NARRATORS: ["Ray Porter"],
        FieldName.SERIES: [
            {"name": "Links", "sequence": "2"},
            {"name": "World", "sequence": "1.5"},
            {"name": "Alone", "sequence": None},
        ],
        FieldName.ABRIDGED: False,
        FieldName.EXPLICIT: True,
        FieldName.PUBLISHER: "Tape House",
        FieldName.PUBLISHED_YEAR: "2021",
        FieldName.PUBLISHED_DATE: "2021-05-04",
        FieldName.LANGUAGE: "English",
        FieldName.DESCRIPTION: "<p>Tom &amp; Jerry &lt;3<br />meet.</p><p>The end.</p>",
        FieldName.ISBN: "9780593135204",
        FieldName.ASIN: "B08G9PRS1K",
        FieldName.GENRES: ["Crime", "Thriller", "LitRPG", "Urban Fantasy"],
    }
    assert Describe()(Recording()) == {}


def test_a_record_that_was_stored_before_says_what_is_known():
    """One of 0.1.0 has a category, a date and a language, and no marks."""
    stored = {
        "title": "Chains",
        "category": "Audiobooks - Horror",
        "language": "GER",
        "tags": "Ghost Stories",
    }

    assert Describe()(from_stored(stored)) == {
        FieldName.TITLE: "Chains",
        FieldName.LANGUAGE: "German",
        FieldName.GENRES: ["Horror", "Ghost Stories"],
    }


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("1", "1"),
        ("02", "2"),
        ("1.5", "1.5"),
        ("1.05", "1.05"),
        ("0", "0"),
        ("00", "0"),
        ("0.5", "0.5"),
        ("1-3", "1-3"),
        ("01 - 03", "1-3"),
        ("1–3", "1-3"),
        ("0,5 - 7", "0,5-7"),
        ("01-16, 13.5", "1-16,13.5"),
        ("1, 2 & 3", "1,2&3"),
        (" 2 ", "2"),
        ("#7", "7"),
        ("# 07", "7"),
        ("Book 1", "1"),
        ("Vol. 03", "3"),
        ("1 of 5", "1"),
        ("½", "½"),
        ("IV", "IV"),
        ("Prequel Novella", None),
        ("#", None),
        ("", None),
        (None, None),
    ],
)
def test_a_place_has_no_blanks_signs_or_leading_zeros(written, place):
    """Such a place would move into the series' name at Audiobookshelf's next scan."""
    assert sequence_text(written) == place


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        ("Links #7", None, ("Links", "7")),
        ("Links #07", "7", ("Links", "7")),
        ("Links #7", "2", ("Links #7", "2")),
        ("Links#7", None, ("Links#7", None)),
        ("#7", "1", ("#7", "1")),
        (" Links  of Chains ", "1", ("Links of Chains", "1")),
    ],
)
def test_a_series_whose_name_a_scan_would_take_apart_is_taken_apart(name, place, expected):
    """So that what is written is what is there after the scan."""
    found = series_place(Series(name=name, sequence=place))

    assert found is not None
    assert (found.name, found.sequence) == expected


def test_a_series_without_a_name_is_none():
    """It cannot be written."""
    assert series_place(Series(name=" ", sequence="1")) is None


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("ENG", "English"),
        ("en", "English"),
        ("GER", "German"),
        ("Portuguese", "Portuguese"),
        ("Elvish", "Elvish"),
        ("QQQ", None),
    ],
)
def test_a_language_is_in_words(written, language):
    """A code that no one knows says nothing."""
    assert Describe()(Recording(language=written)).get(FieldName.LANGUAGE) == language


@pytest.mark.parametrize(
    ("given", "category", "tags", "genres"),
    [
        ({}, "Audiobooks - General Fiction", "", ["Fiction"]),
        ({}, "Audiobooks - Fantasy", "fantasy, FANTASY, epic fantasy", ["Fantasy", "Epic Fantasy"]),
        ({}, "Audiobooks - Unheard Of", "Sci-Fi, not a fantasy at all", ["Science Fiction"]),
        ({}, None, None, None),
        ({"fantasy": None}, "Audiobooks - Fantasy", "litrpg", ["LitRPG"]),
        (
            {"Audiobooks - Crime/Thriller": ["Krimi", "Thriller"]},
            "Audiobooks - Crime/Thriller",
            "",
            ["Krimi", "Thriller"],
        ),
        ({"crime/thriller": "Krimi"}, "Audiobooks - Crime/Thriller", "", ["Krimi"]),
        ({"Full Cast": "Drama"}, None, "Graphic Audio | full cast", ["Drama"]),
    ],
)
def test_genres_come_from_category_and_tags_by_the_table(given, category, tags, genres):
    """A tag counts where it says nothing else; the setting extends the table, and takes out of it."""
    describe = Describe(genres=genres_from(given))

    assert describe(Recording(category=category, tags=tags)).get(FieldName.GENRES) == genres


@pytest.mark.parametrize("given", [{"": "X"}, {"a": ""}, {"a": [1]}, {"a": 1}, {"a": {"b": "c"}}])
def test_what_is_no_genre_is_refused(given):
    """With what a genre may be."""
    with pytest.raises(ValueError, match=r"must be a genre|a category or tag"):
        genres_from(given)


def test_an_empty_change_of_the_table_is_none():
    """Genres() and GENRES={} are one."""
    assert genres_from({}) == Genres()


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (TagsFromMam(), None),
        (TagsFromMam(("Full Cast", "litrpg")), ["Full Cast"]),
        (TagsFromMam(every=True), ["full cast", "Slow Burn"]),
    ],
)
def test_the_tags_that_are_asked_for_become_tags(tags, expected):
    """None by default, the listed ones as they are listed, or all that state no other fact."""
    written = "Length: 8 hrs and 17 mins, full cast, FULL CAST, Slow Burn"
    evidence = Evidence(source="tags", rule="length", snippet="Length: 8 hrs and 17 mins", value="29820")
    recording = Recording(tags=written, evidence={"duration_seconds": (evidence,)})

    assert Describe(tags=tags)(recording).get(FieldName.TAGS) == expected
