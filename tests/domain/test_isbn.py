"""ISBNs in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.isbn import isbn_13

NAME_OF_THE_WIND = "9780756404079"


@pytest.mark.parametrize(
    "text",
    [
        "9780756404079",
        "978-0-7564-0407-9",
        "978 0 7564 0407 9",
        "978–0–7564–0407–9",
        "ISBN-13: 978-0-7564-0407-9",
        "ISBN 13: 9780756404079",
        "075640407X",
        "0-7564-0407-x",
        "ISBN 075640407X",
        "isbn:075640407X",
        " 9780756404079\u00a0",
    ],
)
def test_every_spelling_is_one_number(text):
    """Blanks, hyphens, a name in front and ten digits for thirteen make no difference."""
    assert isbn_13(text) == NAME_OF_THE_WIND


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9780756404070",
        "0756404070",
        "978075640407X",
        "97807564040",
        "UOM:39015012345678",
        "B07C7BCDPF",
        "9770756404079",
        "9790060115615",
        "0000000000",
        "9781111111113",
        "978０756404079",
        "1" * 5000,
    ],
)
def test_what_is_none(text):
    """A wrong check digit, another kind of number, or a place holder gives nothing."""
    assert isbn_13(text) is None


@given(st.text(alphabet="0123456789", min_size=9, max_size=9), st.integers(0, 10))
def test_one_check_digit_is_right(body, wrong):
    """Of all last digits exactly one makes a number, unless the number is a place holder."""
    found = [isbn_13(f"{body}{'0123456789X'[last]}") for last in range(11)]

    assert sum(one is not None for one in found) == (len(set(body)) > 1)
    assert all(one is None or isbn_13(one) == one for one in found)
