"""A collection's description: what is said of one book, and what of no one for sure."""

import pytest

from domain.recording import Recording, Series
from domain.taking_apart import take_apart

Told = tuple[tuple[str, ...], int | None, bool | None, str | None]
NOTHING: Told = ((), None, None, None)


def book(title: str, number: str | None = None) -> Recording:
    series = (Series(name="Ember", sequence=number),) if number else ()
    return Recording(title=title, authors=("Jo Doe",), series=series)


def facts_of(
    description: str, *books: Recording, narrators: tuple[str, ...] = ("Ray Porter", "Ann Reed")
) -> list[Told]:
    """What each book gets: narrators, seconds, abridgement, publisher."""
    whole = Recording(
        title="The Ember Trilogy, Books 1-3",
        authors=("Jo Doe",),
        narrators=narrators,
        series=(Series(name="Ember", sequence="1-3"),),
        description=description,
    )
    parts = take_apart(whole, books)
    return [
        (
            part.recording.narrators,
            *(getattr(part.recording, name) for name in ("duration_seconds", "abridged", "publisher")),
        )
        if part
        else NOTHING
        for part in parts
    ]


CHAINS, LIES, SECRETS = book("Chains", "1"), book("Lies", "2"), book("Secrets", "3")
RAY: Told = (("Ray Porter",), None, None, None)
ANN: Told = (("Ann Reed",), None, None, None)


@pytest.mark.parametrize(
    "closing",
    [
        "Read by Ray Porter and Ann Reed.\nAbridged\nPublisher: Tantor Audio",
        "Gelesen von Ray Porter\nGekürzt\nVerlag: Argon Verlag",
        "Lu par Ray Porter\nDurée : 30 h 5 min\nÉditeur : Audiolib",
        "Narrado por Ray Porter\nDuración: 30 horas\nAbreviado",
        "Читает Ray Porter\nДлительность: 30 ч 5 мин\nСокращённая версия",
        "Czyta Ray Porter\nCzas trwania: 30 godz. 5 min",
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_credits_at_the_end_belong_to_no_book(closing: str, gap: str) -> None:
    """Behind an empty line, and right below the last line of a list."""
    description = f"Three books in one.\n\n1. Chains - narrated by Ray Porter\n2. Lies - narrated by Ann Reed\n3. Secrets{gap}{closing}"

    assert facts_of(description, CHAINS, LIES, SECRETS) == [RAY, ANN, NOTHING]


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize(
    "other",
    [
        "Secrets",
        "3. Secrets",
        "Book 3: Secrets",
        "Band 3: Secrets",
        "Tome 3 - Secrets",
        "Книга 3. Секреты",
        "Secrets (2011)",
    ],
)
def test_the_title_of_a_book_that_is_not_asked_for_ends_a_section(gap: str, other: str) -> None:
    """The library may not have it yet."""
    description = f"Chains\nNarrated by Ray Porter\nLength: 10 hrs{gap}Lies{gap}{other}\nNarrated by Ann Reed\nLength: 3 hrs 2 mins\nAbridged"

    assert facts_of(description, CHAINS, LIES) == [(("Ray Porter",), 36_000, None, None), NOTHING]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Book 1 - Chains: a boy in irons, read by Ray Porter.  Book 2 - Lies: a girl who lies, read by Ann Reed.  Book 3 - Secrets",
        "1. Chains, read by Ray Porter. 2. Lies, read by Ann Reed. 3. Secrets",
        "Band 1: Chains, gelesen von Ray Porter. Band 2: Lies, gelesen von Ann Reed. Band 3: Secrets",
        "Tome 1 : Chains, lu par Ray Porter. Tome 2 : Lies, lu par Ann Reed. Tome 3 : Secrets",
    ],
)
def test_a_paragraph_that_numbers_its_books_is_cut_at_the_numbers(paragraph: str) -> None:
    """Each book gets what stands behind its own."""
    assert facts_of(paragraph, CHAINS, LIES, SECRETS) == [RAY, ANN, NOTHING]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Chains, read by Ray Porter, and Lies, read by Ann Reed, and Secrets.",
        "Chains is read by Ray Porter; Lies and Secrets are read by Ann Reed.",
        "Chains / Lies / Secrets, read by Ray Porter, abridged",
        "Chains, Lies & Secrets - narrated by Ann Reed - Length: 30 hrs 5 mins",
    ],
)
def test_a_line_of_several_books_belongs_to_none(paragraph: str) -> None:
    """Where it is not clear what belongs to which."""
    assert facts_of(paragraph, CHAINS, LIES, SECRETS) == [NOTHING] * 3


def test_another_volume_of_the_same_name_is_another_book() -> None:
    """The heading "Chains 2" is none of "Chains"."""
    description = "Chains 2 - narrated by Ann Reed\n\nChains, Book 3\nNarrated by Ann Reed\n\nChains, Book 1\nNarrated by Ray Porter"

    assert facts_of(description, CHAINS) == [RAY]


def test_two_narrators_in_one_section_belong_to_no_book() -> None:
    """Between them another book must have begun without a heading that could be seen."""
    description = "Chains\nNarrated by Ray Porter\nThe second one is about something else, says the author of it in the end.\nNarrated by Ann Reed"

    assert facts_of(description, CHAINS) == [NOTHING]


def test_the_narrators_of_all_are_no_ones_alone() -> None:
    """A line that names each of them."""
    assert facts_of("Chains\nNarrated by Ray Porter, Ann Reed", CHAINS) == [NOTHING]
    assert facts_of("Chains\nNarrated by Ray Porter", CHAINS, narrators=("Ray Porter",)) == [RAY]


@pytest.mark.parametrize(
    "line",
    [
        "Total length: 30 hrs 1 min",
        "Gesamtlaufzeit: 30 Std. 1 Min.",
        "Durée totale : 30 h 1 min",
        "All books: Abridged",
        "Общая длительность: 30 ч 1 мин",
    ],
)
def test_what_is_of_all_together_belongs_to_no_book(line: str) -> None:
    """Nor is what follows it."""
    assert facts_of(f"Chains\nNarrated by Ray Porter\n{line}\nAbridged", CHAINS, LIES) == [RAY, NOTHING]


def test_a_blurb_between_heading_and_facts_changes_nothing() -> None:
    """Running text belongs to the section and says nothing itself."""
    description = "Chains\nA boy in irons finds the way out of them, and it takes him years of his life.\nNarrated by Ray Porter\nLength: 10 hrs 5 mins\n\nLies\nNarrated by Ann Reed"

    assert facts_of(description, CHAINS, LIES) == [(("Ray Porter",), 36_300, None, None), ANN]


def test_a_blurb_that_begins_with_another_title_ends_the_section() -> None:
    """Of a book that is not asked for."""
    description = "Chains\nSecrets: the end of it all, told by those who were there and lived to tell about it at last.\nNarrated by Ann Reed"

    assert facts_of(description, CHAINS) == [NOTHING]
