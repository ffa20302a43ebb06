"""Lines about other recordings, editions and books say nothing about this one."""

import pytest

from domain.extraction import extract

FACTS = "Narrated by: Tom Weiner\nLength: 12 hrs and 5 mins\nAbridged\nPublisher: Tantor Audio\nRelease date: June 4th, 2024"

HEADINGS = [
    "Also available:",
    "Also Available As",
    "ALSO AVAILABLE",
    "=== Also available ===",
    "Other formats:",
    "Other Editions",
    "Other versions of this book:",
    "Alternate editions",
    "Listeners also enjoyed",
    "Customers who bought this item also bought",
    "Readers also liked:",
    "You might also like",
    "More by Max Other",
    "More from the series:",
    "Also by Jo Doe:",
    "By the same author",
    "From the same narrator:",
    "Next in series: The Iron Gate",
    "Previous in the series",
    "Coming soon",
    "Related titles",
    "Recommended listens",
    "Books in this series:",
    "See also:",
    "Print edition:",
    "Sequel: The Iron Gate",
    "Auch erhältlich:",
    "Auch erhältlich als",
    "Weitere Titel des Autors",
    "Weitere Hörbücher:",
    "Andere Ausgaben",
    "Hörer kauften auch",
    "Mehr von Max Other",
    "Vom gleichen Autor",
    "Nächster Band: Das Eisentor",
    "Également disponible :",
    "Du même auteur",
    "Autres éditions",
    "Les auditeurs ont aussi aimé",
    "Dans la même série",
    "Tome suivant :",
    "También disponible:",
    "Otras ediciones",
    "Del mismo autor",
    "Otros títulos de la serie",
    "Anche disponibile",
    "Altri titoli",
    "Dello stesso autore:",
    "Também disponível:",
    "Outras edições",
    "Ook verkrijgbaar",
    "Andere uitgaven:",
    "Van dezelfde auteur",
    "Inne wydania",
    "Tego samego autora",
    "Dostępne również:",
    "Другие издания",
    "Того же автора:",
    "Также доступно:",
    "その他の形式",
    "同じ著者の作品",
]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("between", ["\n", "\nThe Iron Gate\n"])
def test_what_stands_below_such_a_heading_is_not_read(heading: str, between: str) -> None:
    """Neither length nor abridgement, publisher or date; and it says why."""
    facts = extract(description=f"A tale of salt.\n\n{heading}{between}{FACTS}")

    assert facts[:4] == (None, None, None, None)
    assert {"duration_seconds", "abridged"} <= set(facts.left_out)


@pytest.mark.parametrize("heading", HEADINGS)
def test_what_stands_above_it_is_read(heading: str) -> None:
    """The facts of this recording, before the others begin."""
    facts = extract(description=f"{FACTS}\n\n{heading}\nThe Iron Gate\nLength: 3 hrs and 1 min\nUnabridged")

    assert (facts.duration_seconds, facts.abridged, facts.publisher) == (43_500, True, "Tantor Audio")


@pytest.mark.parametrize(
    "heading",
    [
        "About this audiobook",
        "This recording:",
        "File Information",
        "Technical details",
        "Über dieses Hörbuch",
    ],
)
def test_a_section_about_this_recording_ends_it(heading: str) -> None:
    """Only a heading that clearly is about this one."""
    facts = extract(
        description=f"Also available:\nAbridged\n\n{heading}\n========\nLength: 10 hrs 5 mins\nUnabridged"
    )

    assert (facts.duration_seconds, facts.abridged) == (36_300, False)


@pytest.mark.parametrize(
    ("tags", "abridged"),
    [
        ("MP3 | 64 kbps | Also available: Abridged", None),
        ("MP3 | Unabridged | Other versions: abridged, 3 hrs 5 mins | 64 kbps", False),
        ("Unabridged, also available in M4B, 64 kbps", False),
        ("Other editions: abridged, 3 hrs 5 mins", None),
        ("MP3, weitere Ausgaben: gekürzt", None),
    ],
)
def test_tags_about_others_are_not_read(tags: str, abridged: bool | None) -> None:
    """To the next sign between tags."""
    facts = extract(tags=tags)

    assert facts.abridged is abridged
    assert facts.duration_seconds is None


@pytest.mark.parametrize(
    "sentence",
    [
        "An abridged recording is also available, read by Tom Weiner, 3 hrs 2 mins.",
        "The abridged edition is available from another publisher. Abridged audiobook, 3 hrs.",
        "A gekürzte Lesung ist ebenfalls erhältlich.",
        "Une version abrégée est également disponible.",
        "If you liked this, try the abridged audiobook of its sequel.",
    ],
)
def test_a_sentence_about_another_recording_is_not_read(sentence: str) -> None:
    """Within running text."""
    assert extract(description=f"A tale of salt. {sentence}").abridged is None
    assert extract(description=f"A tale of salt.\n{sentence}").abridged is None


def test_running_text_with_such_words_hides_nothing() -> None:
    """They begin no section within a sentence."""
    description = (
        "He wants more by the day, and more from her than she gives; next in line are others in the series of kings.\n"
        "First book in the series. You may like it.\nLength: 10 hrs and 5 mins\nUnabridged"
    )

    facts = extract(description=description)

    assert (facts.duration_seconds, facts.abridged) == (36_300, False)
