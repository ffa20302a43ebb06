"""Finding an author's books in an index."""

import pytest

from domain.author_keys import author_keys, share_author, surnames


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ursula K. Le Guin", "Le Guin, Ursula"),
        ("Cixin Liu", "Liu Cixin"),
        ("J. R. R. Tolkien", "JRR Tolkien"),
        ("Édith Piaf", "Edith Piaf"),
    ],
)
def test_an_author_is_found_however_the_name_is_written(one: str, other: str):
    """What one side is kept under, the other is looked up by."""
    assert surnames([one]) & author_keys([other])
    assert surnames([other]) & author_keys([one])
    assert share_author([one], [other])


def test_a_surname_alone_is_no_author():
    """It is a candidate, and none that could be the same book."""
    assert surnames(["John Smith"]) & author_keys(["Jane Smith"])
    assert not share_author(["John Smith"], ["Jane Smith"])
    assert surnames(["Various"]) == frozenset()
