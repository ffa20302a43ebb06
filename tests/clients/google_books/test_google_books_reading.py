"""What is read of a volume."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients._plain_text import plain_text
from clients.google_books.reading import read_volumes
from domain.enrichment import Volume


def read(**info):
    [volume] = read_volumes({"items": [{"volumeInfo": info}]})
    return volume


@pytest.mark.parametrize(
    ("published", "year"),
    [
        ("2007", "2007"),
        ("2007-03", "2007"),
        ("2007-03-27", "2007"),
        ("2007*", "2007"),
        ("19??", None),
        ("20070327", None),
        ("0101-01-01", None),
        ("", None),
        (2007, None),
        (None, None),
    ],
)
def test_a_year_has_four_digits(published, year):
    """Of a day, a month or a year; a guess at a decade is none."""
    assert read(publishedDate=published).published_year == year


@pytest.mark.parametrize(
    ("identifiers", "isbn"),
    [
        ([("ISBN_10", "075640407X"), ("ISBN_13", "9780756404079")], "9780756404079"),
        ([("ISBN_10", "0-441-17271-7"), ("ISBN_13", "9780756404079")], "9780756404079"),
        ([("ISBN_10", "075640407X")], "9780756404079"),
        ([("ISBN_13", "9780756404070"), ("ISBN_10", "075640407X")], "9780756404079"),
        ([("ISBN_13", "9780756404070")], None),
        ([("OTHER", "9780756404079")], None),
        ([("OTHER", "UOM:39015012345678"), ("ISSN", "1234-5679")], None),
        ([], None),
    ],
)
def test_an_isbn_of_thirteen_digits_comes_first(identifiers, isbn):
    """One with a valid check digit; ten digits are made thirteen, and what is of another kind never counts."""
    listed = [{"type": kind, "identifier": number} for kind, number in identifiers]

    assert read(industryIdentifiers=listed).isbn == isbn


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>A hero &amp; his <b>name</b>.</p><p>Two</p>", "A hero & his name.\nTwo"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("Tom &quot;n&quot; Jerry &#39;s &hellip;", 'Tom "n" Jerry \'s …'),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
        ("<script>alert(1)</script>Plain", "Plain"),
        ("  many \u00a0  blanks\n\n\nhere ", "many blanks\nhere"),
        ("a\x00b\ud800c", "a b c"),
        ("<p></p>", ""),
    ],
)
def test_a_description_is_plain_text(markup, text):
    """Tags and entities are gone, paragraphs are lines."""
    assert plain_text(markup) == text
    assert read(description=markup).description == (text or None)


def test_a_publisher_loses_its_quotation_marks():
    """Some are printed in them."""
    assert read(publisher='"O\'Reilly Media, Inc."').publisher == "O'Reilly Media, Inc."


@pytest.mark.parametrize("answer", [None, [], "text", 7, {"items": None}, {"items": {}}, {"items": "x"}])
def test_what_is_no_answer(answer):
    """It is distinguished from an answer without hits."""
    assert read_volumes(answer) is None
    assert read_volumes({"totalItems": 0}) == ()


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "identifier", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_keys = st.sampled_from(
    ["title", "subtitle", "authors", "publisher", "publishedDate", "description", "industryIdentifiers"]
)


@given(st.dictionaries(_keys, _json))
def test_no_value_breaks_the_reading(info):
    """Whatever JSON stands in a field, there is a volume, and every field of it is text or nothing."""
    volume = read(**info)

    assert isinstance(volume, Volume)
    assert all(isinstance(author, str) and author for author in volume.authors)
    for name in ("title", "subtitle", "publisher", "published_year", "description", "isbn", "language"):
        assert getattr(volume, name) is None or getattr(volume, name).strip()
