"""What a field holds, for a person."""

import pytest

from domain.value_words import value_in_words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "nothing"),
        ([], "nothing"),
        ("", "nothing"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (2015, "2015"),
        ("A, B", "A, B"),
        (["A", "B"], "A, B"),
        (("A", "B"), "A, B"),
        ([1, 2], "1, 2"),
        ([{"name": "The Stormlight Archive", "sequence": "1"}], "The Stormlight Archive #1"),
        ([{"name": "Ember", "sequence": "1.5"}, {"name": "Ash", "sequence": None}], "Ember #1.5, Ash"),
        ([{"name": "Ember", "sequence": ""}], "Ember"),
        ([{"title": "One", "start": 0}, {"title": "Two", "start": 5}], "2 chapters: One, Two"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_a_value_is_said_in_words(given, said):
    """Names with commas between, a series with its number, nothing for whatever is empty."""
    assert value_in_words(given) == said
