"""What a volume may fill, what proves it, and when a book is looked up again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.enrichment import (
    FIELDS,
    Facts,
    Volume,
    compare,
    due_since,
    empty_fields,
    filling,
    interval,
    isbn_to_ask,
    looks_in_vain,
    provable,
    said,
)
from domain.matching import Verdict
from domain.policy import FieldName
from domain.recording import Series
from sandbox.clock import START

BOOK = Facts(title="The Name of the Wind", authors=("Patrick Rothfuss",))
VOLUME = Volume(
    title="The Name of the Wind",
    subtitle="Book One of The Kingkiller Chronicle",
    authors=("Patrick Rothfuss",),
    description="A hero tells.",
    publisher="DAW Books",
    published_year="2007",
    isbn="9780756404079",
)
SERIES = (Series(name="The Kingkiller Chronicle", sequence="1"),)


def test_only_empty_fields_are_filled():
    """What the book has stays, blank text counts as nothing, and what the volume lacks is left out."""
    book = Facts(title="The Name of the Wind", authors=("P. Rothfuss",), publisher="Gollancz", isbn="  ")
    volume = Volume(title="Other", authors=("Other",), publisher="DAW", isbn="9780756404079", description=" ")

    empty = (FieldName.DESCRIPTION, FieldName.ISBN)

    assert filling(said(volume), empty, book.title) == {"isbn": "9780756404079"}


def test_every_field_can_be_filled():
    """Of a book that nothing is known of, all fields that a volume may fill are empty."""
    assert empty_fields(Facts(), with_edition=True) == FIELDS
    assert [name.replace(" ", "_") for name in said(VOLUME)] == list(FIELDS)


def test_an_edition_s_own_fields_may_be_left_alone():
    """Publisher and ISBN are a print edition's, and are filled only where that is wanted."""
    assert empty_fields(BOOK, with_edition=False) == ("description", "published_year")


@pytest.mark.parametrize("volume", [VOLUME, Volume(title="Name of the Wind, The", authors=VOLUME.authors)])
def test_title_and_author_prove_a_volume(volume):
    """A subtitle that names the series and an article behind are no other book."""
    assert compare(BOOK, SERIES, volume).verdict is Verdict.MATCH


@pytest.mark.parametrize(
    "volume",
    [
        Volume(title="The Name of the Wind"),
        Volume(title="The Name of the Wind", authors=("SuperSummary",)),
        Volume(title="Summary of The Name of the Wind", authors=("Patrick Rothfuss",)),
        Volume(title="The Name of the Wind", subtitle="A Study Guide", authors=("Patrick Rothfuss",)),
        Volume(title="The Name of the Wind", subtitle="Waystone", authors=("Patrick Rothfuss",)),
        Volume(title="The Wise Man's Fear", authors=("Patrick Rothfuss",)),
        Volume(title="The Kingkiller Chronicle Boxed Set", authors=("Patrick Rothfuss",)),
        Volume(authors=("Patrick Rothfuss",)),
        Volume(),
    ],
)
def test_another_volume_is_no_proof(volume):
    """A summary, a guide, another volume, a collection, or one without author or title fills nothing."""
    assert compare(BOOK, SERIES, volume).verdict is not Verdict.MATCH


@pytest.mark.parametrize(
    "book",
    [
        Facts(title="It"),
        Facts(authors=("Stephen King",)),
        Facts(title=" "),
        Facts(isbn="9780756404079"),
        Facts(title="It", isbn="9780756404070"),
    ],
)
def test_a_book_without_title_or_without_author_and_isbn_cannot_be_proved(book):
    """No volume could be shown to be it, so none is asked for."""
    assert not provable(book)


@pytest.mark.parametrize(
    ("volume", "verdict"),
    [
        (VOLUME, Verdict.MATCH),
        (replace(VOLUME, isbn="9780756404741"), Verdict.NO_MATCH),
        (replace(VOLUME, isbn=None), Verdict.NO_MATCH),
        (replace(VOLUME, title="Summary of The Name of the Wind"), Verdict.NO_MATCH),
    ],
)
def test_the_book_s_own_isbn_and_its_title_prove_an_author(volume, verdict):
    """A volume with that very number and title says who wrote it; the title alone says nothing."""
    book = Facts(title="The Name of the Wind", isbn="0-7564-0407-x")

    assert provable(book)
    assert (compare(book, SERIES, volume).verdict is Verdict.MATCH) is (verdict is Verdict.MATCH)


@pytest.mark.parametrize(
    "subtitle", ["The Kingkiller Chronicle, Book 2", "Books 1, 2 & 3", "A Play in Three Acts"]
)
def test_no_isbn_proves_what_a_subtitle_speaks_against(subtitle):
    """A library's ISBN may be another edition's, a boxed set's or a play's: the subtitle counts all the same."""
    book = replace(BOOK, isbn=VOLUME.isbn)

    assert compare(book, (), replace(VOLUME, subtitle=None)).verdict is Verdict.MATCH
    assert compare(book, (), replace(VOLUME, subtitle=subtitle)).verdict is not Verdict.MATCH


@pytest.mark.parametrize(
    ("language", "of_volume", "proved"),
    [
        ("English", "en", True),
        ("English", "de", False),
        ("", "de", True),
        ("de", None, True),
        ("Elvish", "en", True),
    ],
)
def test_a_translation_is_another_book(language, of_volume, proved):
    """Where both languages are known they must be one; what is not known speaks against nothing."""
    found = compare(BOOK, SERIES, replace(VOLUME, language=of_volume), language=language)

    assert (found.verdict is Verdict.MATCH) is proved


def test_without_an_author_the_isbn_is_asked_for_each_time():
    """There is nothing else to go by."""
    book = Facts(title="It", isbn="9780756404079")

    assert {isbn_to_ask(book, in_vain=n) for n in range(4)} == {"9780756404079"}


def test_the_isbn_is_asked_first_and_then_the_words():
    """A number that finds nothing gives way to title and author at the next look, and comes back after."""
    book = Facts(title="It", authors=("Stephen King",), isbn="0-7564-0407-x")

    asked = [isbn_to_ask(book, in_vain=n) for n in range(4)]

    assert asked == ["9780756404079", None, "9780756404079", None]
    assert isbn_to_ask(Facts(isbn="not a number"), in_vain=0) is None


def test_looks_in_vain_are_farther_and_farther_apart():
    """One day, doubled up to 32; a look that fills something begins again."""
    counts = [0]
    for _ in range(8):
        counts.append(looks_in_vain(counts[-1], filled=False))

    assert [interval(n).days for n in counts[1:]] == [1, 2, 4, 8, 16, 32, 32, 32]
    assert looks_in_vain(counts[-1], filled=True) == 0
    assert interval(0) == timedelta(days=1)


def test_a_daily_run_finds_what_the_one_before_it_found():
    """Seconds, or an hour that the clocks were put forward, do not make a day of two."""
    tomorrow_early = START + timedelta(hours=23) - timedelta(minutes=5)

    assert due_since(tomorrow_early, in_vain=1) >= START
    assert due_since(START + timedelta(hours=12), in_vain=1) < START


def test_a_description_is_said_in_the_form_that_audiobookshelf_keeps():
    """Escaped, so that no word of it is taken for markup and lost."""
    volume = Volume(title="A", description="One <two> & three.\n\nThe end.")

    assert said(volume)[FieldName.DESCRIPTION] == "<p>One &lt;two&gt; &amp; three.</p><p>The end.</p>"
