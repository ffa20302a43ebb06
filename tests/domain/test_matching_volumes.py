"""Numbers in titles and places of series, as uploaders of many languages write them."""

import json
from pathlib import Path

import pytest

from domain.matching import Verdict, Wanted, match
from domain.matching.volumes import volumes
from domain.recording import Recording, Series

AUTHOR = ("Jo Doe",)

WORDS = json.loads((Path(__file__).parents[1] / "data" / "matching_words.json").read_text("utf-8"))
# Titles that bear a number, or several, where the bare title was asked for.
UNASKED = WORDS["unasked"]
# The second volume.
SECOND = WORDS["second"]


def row(title: str, *, place: str | None = None, series: str = "Ember") -> Recording:
    listed = (Series(name=series, sequence=place),) if place else ()
    return Recording(title=title, authors=AUTHOR, series=listed, file_types=("m4b",), category_id=41)


@pytest.mark.parametrize("title", UNASKED)
def test_a_number_that_was_not_asked_for_is_no_match(title):
    """Whatever the language and wherever the number stands, the bare title does not prove the volume."""
    assert match(Wanted("Ember", AUTHOR), row(title)).verdict is not Verdict.MATCH


@pytest.mark.parametrize("title", SECOND)
@pytest.mark.parametrize("wanted", [Wanted("Ember 2", AUTHOR), Wanted("Ember", AUTHOR, "Ember", "2")])
def test_the_number_asked_for_is_found_in_any_spelling(title, wanted):
    """The second volume answers to a two, however either of them is written."""
    found = match(wanted, row(title))

    assert found.verdict is Verdict.MATCH, found.why


@pytest.mark.parametrize("title", SECOND)
@pytest.mark.parametrize("wanted", [Wanted("Ember 3", AUTHOR), Wanted("Ember", AUTHOR, "Ember", "3")])
def test_another_number_than_the_one_asked_for_is_no_match(title, wanted):
    """The second volume does not answer to a three."""
    assert match(wanted, row(title)).verdict is not Verdict.MATCH


@pytest.mark.parametrize(
    "place",
    ["I-III", "one-three", "1 & 2", "1+2", "1, 2 & 3", "Books 1-3", "Bände 1-3", "Tomes 1 à 3", "Omnibus",
     "Complete Series", "Sammelband", "Gesamtausgabe", "Intégrale", "Трилогия", "三部作", "第1巻-第3巻", "全巻", "Box Set"],
)  # fmt: skip
def test_a_place_that_says_several_is_a_collection(place):
    """It is not the one book, though title and author agree; nor where the title is not the series'."""
    found = match(Wanted("Ember", AUTHOR), row("Ember", place=place))
    other = match(Wanted("Ash", AUTHOR), row("Ash", place=place))

    assert found.verdict is not Verdict.MATCH
    assert other.verdict is not Verdict.MATCH


@pytest.mark.parametrize(
    "place", ["Prequel", "Zweiter Band", "Tome II", "第二巻", "Книга вторая", "2nd", "Extra"]
)
def test_a_place_other_than_the_first_is_not_what_the_series_name_alone_means(place):
    """Where the title is the name of the series, only its first volume may be meant."""
    assert match(Wanted("Ember", AUTHOR), row("Ember", place=place)).verdict is not Verdict.MATCH


@pytest.mark.parametrize(
    ("place", "said"),
    [("Book 2 of 3", "2"), ("2nd", "2"), ("Zweiter Band", "2"), ("Tome II", "2"), ("第二巻", "2"), ("第3巻", "3"),
     ("Книга вторая", "2"), ("Księga druga", "2"), ("Band 03", "3"), ("I-III", "1-3"), ("one to three", "1-3"),
     ("Omnibus", "None"), ("Prequel", "None")],
)  # fmt: skip
def test_a_place_is_read_in_any_spelling(place, said):
    """Words, Roman and Chinese numerals are numbers as well; what is none is not guessed."""
    assert str(volumes(place)) == said


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("3rd Degree", "Third Degree"),
        ("1st to Die", "First to Die"),
        ("The Fifth Season", "The 5th Season"),
        ("Second Foundation", "2nd Foundation"),
    ],
)
def test_an_ordinal_in_a_title_is_one_word_in_figures_and_letters(asked, told):
    """It belongs to the title and is no volume."""
    assert match(Wanted(asked, AUTHOR), row(told)).verdict is Verdict.MATCH
    assert match(Wanted(asked.rpartition(" ")[2], AUTHOR), row(told)).verdict is Verdict.NO_MATCH


@pytest.mark.parametrize(
    "title", ["The Great Hunt: Book 2", "The Great Hunt, Band 2", "The Great Hunt (Tome 2)"]
)
def test_the_place_in_a_series_of_another_name_confirms_the_number(title):
    """The row lists that place in its series, so that the number says nothing of the title."""
    found = match(Wanted("The Great Hunt", AUTHOR), row(title, place="2", series="The Wheel of Time"))

    assert found.verdict is Verdict.MATCH, found.why


def test_the_number_of_another_series_is_not_the_one_asked_for():
    """Two first volumes of two series are two books."""
    wanted = Wanted("Red Rising", AUTHOR, "Red Rising Saga", "1")

    for title in (
        "Red Rising: Sons of Ares Volume 1",
        "Red Rising: Sons of Ares, Volume 1",
        "Red Rising (Ares #1)",
    ):
        assert match(wanted, row(title)).verdict is not Verdict.MATCH
