"""What a query asks for, and the words it is searched with."""

import pytest
from pydantic import ValidationError

from domain.search_queries import EXAMPLE_QUERIES, BookQuery


def test_the_default_is_the_guides_ten():
    """Who says nothing looks for ten well-known ones, each with an author and a name."""
    assert len(EXAMPLE_QUERIES) == 10
    assert all(query.author and query.title and query.either for query in EXAMPLE_QUERIES)


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        (BookQuery.of_pair("Brandon Sanderson", "Stormlight"), ("Stormlight Brandon Sanderson",)),
        (BookQuery.of_pair("J. R. R. Tolkien", "The Lord of the Rings"), ("Lord of the Rings Tolkien",)),
        (
            BookQuery(author="Andy Weir", title="Project Hail Mary: A Novel"),
            ("Project Hail Mary: A Novel Andy Weir", "Project Hail Mary Andy Weir"),
        ),
        (
            BookQuery(author="N.K. Jemisin", title="The Stone Sky", series="The Broken Earth series"),
            ("Stone Sky Jemisin", "Broken Earth Jemisin"),
        ),
        (BookQuery(author="D. J. M.", title="X"), ("X D. J. M.",)),
    ],
)
def test_the_words_to_search_for(query, texts):
    """Articles, initials and subtitles are not insisted on: the site wants every word to be there."""
    assert query.texts == texts


def test_each_number_is_a_wish_of_its_own():
    """Several places of a series are several books."""
    query = BookQuery(author="Rick Riordan", series="Percy Jackson", numbers=[1, 2.5, "3-4"])

    assert [wanted.number for wanted in query.wanted] == ["1", "2.5", "3-4"]
    assert not query.one_at_a_time


def test_a_pair_asks_for_one_book_at_a_time():
    """Any book of the series will do, and the next one waits."""
    query = BookQuery.of_pair("Brandon Sanderson", "Stormlight")

    assert query.one_at_a_time
    assert [wanted.either for wanted in query.wanted] == [True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"author": "", "title": "x"},
        {"author": [], "title": "x"},
        {"author": "A"},
        {"author": "A", "title": "x", "numbers": [1]},
        {"author": "A", "title": "x", "series": "s", "numbers": [1, 2]},
        {"author": "A", "title": "x", "series": "s", "whole_series": True},
        {"author": "A", "series": "s", "whole_series": True, "numbers": [1]},
        {"author": "A", "series": "s", "numbers": [True]},
        {"author": "A", "series": "s", "numbers": ["all of them"]},
        {"author": "A", "title": "x", "formats": ["audio book"]},
        {"author": "A", "title": "x", "length": 3},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(wrong):
    """Nothing is guessed from a query that says too little or contradicts itself."""
    with pytest.raises(ValidationError):
        BookQuery.model_validate(wrong)
