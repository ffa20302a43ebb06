"""A number and its noun."""

import pytest

from domain.counted import counted


@pytest.mark.parametrize(
    ("given", "said"), [(0, "0 books"), (1, "1 book"), (2, "2 books"), (12_345, "12,345 books")]
)
def test_one_thing_is_counted_as_one(given, said):
    """Any other number has the plural, and its thousands apart."""
    assert counted(given, "book", "books") == said
