"""Several books in one torrent."""

import pytest

from domain.recording import Recording, Series
from domain.taking_apart import is_collection, take_apart

DESCRIPTION = """All three books of the Ember trilogy, 30 hours in total.

1. Chains - narrated by Ray Porter
2. Lies
   Narrated by Ann Reed
   Length: 9 hrs 5 mins
   Total length: 30 hrs 1 min

Secrets
Publisher: Tantor Audio

Read by Ray Porter and Ann Reed."""

WHOLE = Recording(
    torrent_id=1,
    title="The Ember Trilogy: Chains, Lies & Secrets",
    authors=("Jo Doe",),
    narrators=("Ray Porter", "Ann Reed"),
    duration_seconds=108_060,
    abridged=False,
    series=(Series(name="Ember", sequence="1-3"),),
    description=DESCRIPTION,
)


def book(title: str, *, author: str = "Jo Doe", number: str | None = None) -> Recording:
    series = (Series(name="The Ember Trilogy", sequence=number),) if number else ()
    return Recording(title=title, authors=(author,), series=series)


def test_each_book_gets_what_its_own_lines_say():
    """Not what stands before the first, behind a blank line, or of all of them together."""
    parts = take_apart(WHOLE, [book("Chains"), book("Lies"), book("Secrets")])

    told = [
        (part.recording.narrators, part.recording.duration_seconds, part.recording.publisher)
        for part in parts
    ]
    assert told == [
        (("Ray Porter",), None, None),
        (("Ann Reed",), 32_700, None),
        ((), None, "Tantor Audio"),
    ]
    assert all(part.recording.abridged is None for part in parts)
    assert all(part.recording.authors == ("Jo Doe",) for part in parts)


def test_a_book_may_be_named_by_its_number_alone():
    """Within the volumes that the record holds; then nothing is known of it but that it is one of them."""
    whole = WHOLE.model_copy(update={"title": "The Ember Trilogy", "description": None})

    parts = take_apart(
        whole, [book("First", number="1"), book("Third", number="3"), book("Fourth", number="4")]
    )

    assert [part and part.why for part in parts] == [
        "the record names it: number 1 of Ember",
        "the record names it: number 3 of Ember",
        None,
    ]
    assert parts[0].recording.narrators == ()


@pytest.mark.parametrize(
    "others",
    [
        [book("Bonus Material")],
        [book("Chains", author="Someone Else")],
        [book("Chains of Fire")],
    ],
)
def test_what_the_record_does_not_name_is_no_part(others):
    """A bonus, a namesake by another author, a longer title."""
    assert take_apart(WHOLE, others) == [None]


def test_two_items_of_one_name_are_neither():
    """Which of them is meant is unknown."""
    assert take_apart(WHOLE, [book("Chains"), book("Chains")]) == [None, None]


def test_a_sentence_that_begins_with_a_title_is_no_heading():
    """A title of one word begins many sentences."""
    whole = WHOLE.model_copy(
        update={"title": "Collected Works", "series": (), "description": "Chains rattle. Read by Ray Porter"}
    )

    assert take_apart(whole, [book("Chains")]) == [None]


def test_a_collection_says_that_it_is_one():
    """By its title or its numbers; a single book does not."""
    assert is_collection(WHOLE)
    assert is_collection(Recording(title="Ember Boxed Set", authors=("Jo Doe",)))
    assert not is_collection(book("Chains", number="1"))
