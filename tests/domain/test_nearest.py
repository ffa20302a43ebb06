"""Which recordings are worth comparing: those that have words or a place in a series in common."""

import pytest

from domain.nearest import marks, nearest
from domain.recording import Recording, Series


def near(title, titles, **series):
    others = [(other, marks(Recording(title=other))) for other in titles]
    return nearest(marks(Recording(title=title, **series)), others)


def test_the_same_book_is_near_among_hundreds_of_a_kind():
    """A long series shares most words of each title; the one that shares all of them comes first, and few are left."""
    titles = [f"Space Tales {number}: The Salt of World {number}" for number in range(300)]

    found = near("Space Tales 217: The Salt of World 217", titles)

    assert found[0] == "Space Tales 217: The Salt of World 217"
    assert len(found) == 8


@pytest.mark.parametrize(
    "title", ["The Way of Kings", "Way of Kings, The (Unabridged)", "the way of kings: book one"]
)
def test_articles_and_additions_do_not_keep_a_book_away(title):
    """As uploaders and libraries write it."""
    assert near("The Way of Kings", ["The Lord of the Rings", title]) == [title]


@pytest.mark.parametrize("title", ["It", "1984", "The Of", "11/22/63"])
def test_a_short_title_is_near_to_itself(title):
    """Whatever it consists of."""
    assert near(title, ["Another Thing", title]) == [title]


def test_another_title_at_the_same_place_of_a_series_is_near():
    """As a book is called otherwise in another country."""
    place = (Series(name="His Dark Materials", sequence="1"),)
    other = Recording(title="The Golden Compass", series=place)

    found = nearest(marks(Recording(title="Northern Lights", series=place)), [("compass", marks(other))])

    assert found == ["compass"]


def test_without_a_title_nothing_is_near():
    """There is nothing to compare."""
    assert near(None, ["The Stand", ""]) == []
