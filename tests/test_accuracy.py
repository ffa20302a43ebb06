"""How well the labelled real pages are read. They are not part of the project; without them this skips."""

import pytest

from benchmarks import accuracy


@pytest.mark.corpus
def test_no_label_is_read_wrongly_and_enough_are_found() -> None:
    """Structural fields are exact; of the facts none is wrong, and the required share is found."""
    rows = accuracy.measure()

    assert rows
    assert [row for row in rows if not row["ok"]] == []


@pytest.mark.corpus
def test_every_page_of_the_corpus_is_compared() -> None:
    """Each page's rows are all labelled, with every field."""
    places = {place for place, *_ in accuracy.compared()}

    assert len(places) == 122


def test_without_the_pages_there_is_nothing_to_measure() -> None:
    """A clone on its own has no labelled pages and says so by an empty table."""
    rows = accuracy.measure()

    assert bool(rows) == accuracy.CORPUS.is_dir()
