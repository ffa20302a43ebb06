"""From search results to books."""

import pytest

from domain.matching import Verdict
from domain.recording import Recording, Series
from domain.search_queries import EXAMPLE_QUERIES, BookQuery
from domain.sifting import holds, sift
from sandbox.catalogue import CATALOGUE, Listing


def recording(listing: Listing) -> Recording:
    return Recording(
        torrent_id=listing.torrent_id,
        title=listing.title,
        authors=listing.authors,
        narrators=listing.narrators,
        series=tuple(Series(name=place.name, sequence=place.number or None) for place in listing.series),
        file_types=listing.file_types,
        tags=listing.tags,
        description=listing.description,
    )


ROWS = [recording(listing) for listing in CATALOGUE if listing.main_cat == 13]


def ids(query: BookQuery) -> list[list[int]]:
    return [[edition.torrent_id for edition in editions] for editions in sift(query, ROWS).books]


def test_a_series_is_found_in_its_order():
    """Editions of a book stand together, and the books in the order of the series."""
    found = ids(BookQuery.of_pair("Brandon Sanderson", "Stormlight"))

    assert found == [[9000101, 9000102], [9000104], [9000108], [9000105], [9000106]]


def test_one_place_of_a_series_is_one_book_whatever_it_is_called():
    """The Sorcerer's Stone, the Philosopher's Stone and the French one are editions of one book."""
    first, *others = ids(BookQuery.of_pair("J. K. Rowling", "Harry Potter"))

    assert first == [9000901, 9000902, 9000910]
    assert len(others) == 6


def test_a_title_is_one_book():
    """What answers to the title asked for are its editions."""
    assert ids(BookQuery(author="Stephen King", title="The Stand")) == [[9000701, 9000702, 9000703]]


def test_every_default_query_finds_a_book():
    """Each of the guide's ten finds at least one proved book, and never a collection."""
    found = {str(query): sift(query, ROWS).books for query in EXAMPLE_QUERIES}

    assert all(found.values())
    collections = {9000107, 9000204, 9000307, 9000504, 9000505, 9000607, 9000608, 9000807, 9000909, 9001006}
    assert not collections & {one.torrent_id for books in found.values() for book in books for one in book}


def test_numbers_are_found_one_by_one():
    """Only the places asked for."""
    query = BookQuery(author="N. K. Jemisin", series="The Broken Earth", numbers=[2, 3])

    assert ids(query) == [[9000202], [9000203]]


def test_another_reader_is_another_recording():
    """Where a narrator is asked for, the rest is reported and not taken."""
    sifted = sift(BookQuery(author="Stephen King", title="The Stand", narrator="Grover Gardner"), ROWS)

    assert [[one.torrent_id for one in editions] for editions in sifted.books] == [[9000701, 9000702]]
    assert (9000703, "It is read by another or in another format than asked for.") in [
        (one.torrent_id, why) for one, why in sifted.unproved
    ]


def test_another_format_is_not_taken():
    """Where formats are asked for, one of them must be there."""
    query = BookQuery(author="Patrick Rothfuss", title="The Name of the Wind", formats=["flac"])

    assert ids(query) == []


def test_what_is_uncertain_is_reported_with_its_reason():
    """A collection of the series may be meant, and the report says why it was not taken."""
    sifted = sift(BookQuery.of_pair("N. K. Jemisin", "Broken Earth"), ROWS)

    nearest, why = sifted.unproved[0]
    assert (nearest.torrent_id, "several" in why) == (9000204, True)


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (Recording(title="The Fifth Season", authors=("N.K. Jemisin",)), Verdict.MATCH),
        (Recording(title="The Obelisk Gate", authors=("N.K. Jemisin",)), Verdict.NO_MATCH),
        (
            Recording(
                title="Zerrissene Erde",
                authors=("N. K. Jemisin",),
                series=(Series(name="The Broken Earth", sequence="01"),),
            ),
            Verdict.UNCERTAIN,
        ),
        (
            Recording(
                title="Zerrissene Erde",
                authors=("Somebody Else",),
                series=(Series(name="The Broken Earth", sequence="1"),),
            ),
            Verdict.NO_MATCH,
        ),
    ],
)
def test_whether_a_book_is_there_already(other, verdict):
    """The same title and author is the book; another title at its place in the series may be."""
    [fifth] = [one for one in ROWS if one.torrent_id == 9000201]

    assert holds((fifth,), other) is verdict
