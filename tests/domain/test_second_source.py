"""A second source's hit is believed only where it is proved to be the item's own recording."""

from dataclasses import replace

import pytest

from domain.enrichment import filling
from domain.hits import Hit
from domain.policy import FieldName
from domain.recording import Series
from domain.second_source import Held, asin_to_ask, choose, provable

HOURS = 3600
BOOK = Held(
    title="Project Hail Mary",
    authors=("Andy Weir",),
    narrators=(),
    series=(),
    asin=None,
    language="English",
    seconds=16.16 * HOURS,
    abridged=None,
)
HIT = Hit(
    title="Project Hail Mary",
    subtitle="A Novel",
    authors=("Andy Weir",),
    narrators=("Ray Porter",),
    publisher="Audible Studios",
    published_year="2021",
    asin="B08G9PRS1K",
    language="english",
    seconds=970 * 60,
    abridged=False,
)
OWN = replace(BOOK, asin="B08G9PRS1K")


def test_title_author_and_length_are_proof():
    """All three agree: what it says is believed, in the form of the item's fields."""
    finding = choose(BOOK, [HIT])

    assert finding.found
    assert finding.why == "title, author and length agree: listed 16:10:00, computed 16:09:36"
    assert finding.values == {
        FieldName.NARRATORS: ["Ray Porter"],
        FieldName.ABRIDGED: False,
        FieldName.ASIN: "B08G9PRS1K",
        FieldName.PUBLISHER: "Audible Studios",
        FieldName.PUBLISHED_YEAR: "2021",
        FieldName.LANGUAGE: "English",
        FieldName.SUBTITLE: "A Novel",
        FieldName.TITLE: "Project Hail Mary",
        FieldName.AUTHORS: ["Andy Weir"],
    }


LIES = {
    "another book": {"title": "Artemis"},
    "another author": {"authors": ("Someone Else",)},
    "no author": {"authors": ()},
    "no title": {"title": None, "subtitle": None},
    "another length": {"seconds": 11 * HOURS},
    "a little too long": {"seconds": round(16.16 * HOURS * 1.04)},
    "no length": {"seconds": None},
    "a summary": {"title": "Summary of Project Hail Mary", "authors": ("Andy Weir", "Quick Reads")},
    "a summary by its subtitle": {"subtitle": "A Summary and Analysis"},
    "a study guide": {"subtitle": "Study Guide"},
    "a part": {"title": "Project Hail Mary (Part 1 of 2)"},
    "a dramatisation": {"title": "Project Hail Mary [Dramatized Adaptation]"},
    "another language": {"language": "German"},
    "a language that is not known here": {"language": "tamil"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_believed(lie):
    """What contradicts title, author, length or language is another recording, and nothing comes of it."""
    finding = choose(BOOK, [replace(HIT, **LIES[lie])])

    assert not finding.found
    assert not finding.values
    assert finding.why


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ({"narrators": ("Ann Reed",)}, {}),
        ({"abridged": True}, {}),
        ({"abridged": False}, {"abridged": True}),
        ({"series": (Series(name="Hail", sequence="2"),)}, {"title": "Project Hail Mary, Book 3"}),
        ({"seconds": 0}, {}),
        ({"authors": ()}, {}),
        ({"title": " "}, {}),
    ],
)
def test_what_is_known_of_the_recording_must_agree(held, told):
    """Another narrator's recording has the same title, author and perhaps length."""
    assert not choose(replace(BOOK, **held), [replace(HIT, **told)]).found


def test_the_item_s_own_asin_is_proof():
    """Where its length agrees the title may be a file's name; where it has none, the words must not contradict it."""
    named_after_a_file = replace(OWN, title="01 - track", authors=("Unknown",))

    assert choose(named_after_a_file, [HIT]).why == "has the item's own ASIN, B08G9PRS1K"
    assert choose(replace(OWN, seconds=0), [HIT]).found
    assert choose(replace(OWN, title=None, authors=(), seconds=0), [HIT]).found
    assert not choose(replace(named_after_a_file, seconds=0), [HIT]).found


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ({}, {"seconds": 11 * HOURS}),
        ({}, {"language": "German"}),
        ({"seconds": 0}, {"title": "Artemis"}),
        ({"seconds": 0, "narrators": ("Ann Reed",)}, {}),
        ({}, {"asin": "B072L5KSR7", "title": "Artemis"}),
    ],
)
def test_an_asin_that_is_contradicted_is_another_edition_s(held, told):
    """It may have been copied from there."""
    assert not choose(replace(OWN, **held), [replace(HIT, **told)]).found


def test_of_several_recordings_none_is_chosen():
    """Two narrators' recordings of about one length cannot be distinguished without the narrator or the ASIN."""
    other = replace(HIT, narrators=("Ann Reed",), asin="B000000001", seconds=975 * 60)

    assert choose(BOOK, [HIT, other]).why == "several recordings fit, read by Ray Porter or Ann Reed"
    for held in (replace(BOOK, narrators=("Ann Reed",)), replace(BOOK, asin="B000000001")):
        assert choose(held, [HIT, other]).values[FieldName.NARRATORS] == ["Ann Reed"]


def test_of_several_editions_only_what_they_agree_on_is_taken():
    """One recording is sold in two regions under two numbers."""
    british = replace(HIT, asin="B000000001", publisher="Penguin Audio", seconds=969 * 60)

    values = choose(BOOK, [HIT, british, HIT]).values

    assert values[FieldName.NARRATORS] == ["Ray Porter"]
    assert not {FieldName.ASIN, FieldName.PUBLISHER} & values.keys()


def test_a_better_hit_is_found_behind_a_worse_one():
    """The order of the hits decides nothing."""
    assert choose(BOOK, [replace(HIT, title="Artemis"), HIT]).found
    assert choose(BOOK, []).why == "nothing was found"


def test_the_number_and_the_words_take_turns():
    """A number of another region is not found; without words there is only the number, and without both nothing."""
    nothing = replace(BOOK, title=None)

    assert [asin_to_ask(OWN, in_vain=tries) for tries in range(3)] == ["B08G9PRS1K", None, "B08G9PRS1K"]
    assert asin_to_ask(replace(OWN, authors=()), in_vain=1) == "B08G9PRS1K"
    assert asin_to_ask(BOOK, in_vain=0) is None
    assert [provable(one) for one in (BOOK, OWN, nothing)] == [True, True, False]
    assert not provable(replace(nothing, asin="no number"))


def test_only_empty_fields_are_filled():
    """That it is unabridged is nothing to write, and a subtitle is not said twice."""
    values = choose(BOOK, [HIT]).values
    empty = (FieldName.NARRATORS, FieldName.ABRIDGED, FieldName.SUBTITLE, FieldName.GENRES)

    filled = filling(values, empty, "Project Hail Mary")

    assert filled == {FieldName.NARRATORS: ["Ray Porter"], FieldName.SUBTITLE: "A Novel"}
    assert FieldName.SUBTITLE not in filling(values, empty, "Project Hail Mary: A Novel")
    assert filling({FieldName.ABRIDGED: True}, empty, None) == {FieldName.ABRIDGED: True}
