"""A user's list of queries, and where it is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInputError
from domain.search_lists import as_lines, from_lines, read_file, read_pairs

WHOLE = """
# what to look for
[[query]]
author = "Brandon Sanderson"
series = "The Stormlight Archive"
numbers = [1, 2.5]
narrator = "Michael Kramer"
formats = ["m4b", ".MP3"]

[[query]]
author = ["Andy Weir"]
title = "Artemis"

[[query]]
author = "N. K. Jemisin"
series = "The Broken Earth"
whole_series = true
"""


def refused_file(text: str) -> str:
    with pytest.raises(BadInputError) as raised:
        read_file(text, name="books.toml")
    return str(raised.value)


def test_a_file_says_all_that_can_be_wanted():
    """Author, title, series, numbers, narrator, formats, and whether the whole series is wanted."""
    kings, artemis, earth = read_file(WHOLE, name="books.toml")

    assert (kings.series, kings.numbers) == ("The Stormlight Archive", ("1", "2.5"))
    assert (kings.narrator, kings.formats) == (("Michael Kramer",), ("m4b", "mp3"))
    assert (artemis.author, artemis.title) == (("Andy Weir",), "Artemis")
    assert earth.whole_series


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[query]]\ntitle = "x"\n', "line 1: a query needs an author"),
        ('[[query]]\nauthor = ""\ntitle = "x"\n', "line 2: author: is empty"),
        ('[[query]]\ntitle = "x"\nauthor = []\n', "line 3: a query needs an author"),
        ('\n\n[[query]]\nauthor = "A"\n', "line 3: give a title, a series or both"),
        (
            '[[query]]\nauthor = "A"\nseries = "s"\nnumbers = [1, "none"]\n',
            "line 4: numbers: must be a number",
        ),
        (
            '[[query]]\nauthor = "A"\ntitle = "t"\nnarator = "n"\n',
            "line 4: “narator” is not known; did you mean",
        ),
        ('[[query]]\nauthor = "A"\ntitle = "t"\neither = true\n', "line 4: “either” is not known"),
        ("[[query]]\nauthor = \n", "line 2: is not TOML"),
        ('[[query]]\nauthor = "A\ntitle = "t"\n', "line 2: is not TOML"),
        ('[[query]]\nauthor = """A', "line 2: is not TOML"),
        ('[[queries]]\nauthor = "A"\n', "line 1: “queries” is not known"),
        ("query = 3\n", "line 1: write each query below a line [[query]]"),
        ("", "line 1: has no [[query]]"),
    ],
)
def test_what_is_wrong_is_reported_with_file_line_and_reason(text, told):
    """Each problem names the file, the line where it stands and the fix."""
    assert f"SEARCH_FILE: books.toml, {told}" in refused_file(text)


def test_all_problems_are_reported_at_once():
    """A file with several wrong queries is fixed in one go."""
    told = refused_file(
        '[[query]]\ntitle = "x"\n[[query]]\nauthor = "A"\n[[query]]\nauthor = 3\ntitle = "t"\n'
    )

    assert [part.partition(":")[0] for part in told.removeprefix("SEARCH_FILE: ").split("; ")] == [
        "books.toml, line 1",
        "books.toml, line 3",
        "books.toml, line 6",
    ]


def test_a_header_within_a_text_is_no_header():
    """Lines are counted by what is TOML, not by what looks like it."""
    text = '[[query]]\nauthor = "A"\ntitle = """\n[[query]]\n"""\n[[query]]\nauthor = ""\ntitle = "t"\n'

    assert "line 7: author: is empty" in refused_file(text)


def test_pairs_are_read():
    """A JSON list of author and series or title."""
    [query] = read_pairs('[["Andy Weir", "Project Hail Mary"]]')

    assert (query.author, query.title, query.either) == (("Andy Weir",), "Project Hail Mary", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[["A"]]', "query 1: must be two texts"),
        ('[["A", "t"], ["", "t"], ["B", " "]]', "query 2: has no author"),
        ('[["A", "t"], ["", "t"], ["B", " "]]', "query 3: has no series or title"),
        ('[["A", "_"]]', "query 1: has no series or title"),
        ('[["A", "t"]\n ["B", "t"]]', "line 2: is not JSON"),
        ("{}", "is not a list of pairs"),
        ("[]", "is not a list of pairs"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_wrong_pairs_are_reported(text, told):
    """The query that is wrong is named by its place."""
    with pytest.raises(BadInputError, match="SEARCH_QUERIES") as raised:
        read_pairs(text)

    assert told in str(raised.value)


@given(st.text(max_size=80) | st.integers(0, len(WHOLE)).map(lambda length: WHOLE[:length]))
def test_no_text_is_a_fault(text):
    """Whatever stands in the file, it is read or refused with its line."""
    try:
        told = str(read_file(text, name="books.toml"))
    except BadInputError as error:
        told = error.problem

    assert told.startswith(("(BookQuery(", "books.toml, line "))


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=3), max_size=4))
def test_a_list_in_lines_is_the_same_list(pairs):
    """Whatever its pairs are, what is shown as lines and saved again are the same pairs, but for blanks around them."""
    text = json.dumps(pairs)

    saved = from_lines(as_lines(text))

    stripped = [[part.strip() for part in pair] for pair in pairs]
    assert json.loads(saved or "[]") in (pairs, stripped)


@given(st.text(max_size=60))
def test_what_is_no_list_stays_as_it_is(text):
    """It is shown as it was written, for a person to correct."""
    try:
        json.loads(text)
    except ValueError:
        assert as_lines(text) == text
