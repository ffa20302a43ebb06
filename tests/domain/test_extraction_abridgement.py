"""Abridgement in tags, titles and descriptions."""

import pytest

from domain.extraction import extract


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("Split by Story, Unabridged, 64 Kbps, MP3", False),
        ("Fantasy - Epic Unabridged 48kbps chapterized", False),
        ("includes all the unabridged audios of Mr Sanderson to date", False),
        ("Part 2Unabridged", False),
        ("64k UNB", False),
        ("Unabr.", False),
        ("Unabriged", False),
        ("Un-abridged", False),
        ("complete & unabridged", False),
        ("not abridged", False),
        ("Abridged: No", False),
        ("Unabridged: Yes", False),
        ("Abridged? No", False),
        ("Abridged/Unabridged: Unabridged", False),
        ("ungekürzte Lesung", False),
        ("Abridged, 3 CDs", True),
        ("Abridged: Yes", True),
        ("Unabridged: No", True),
        ("abridged by Libby Purves, read by Sam West", True),
        ("gekürzte Lesung", True),
        ("48 unabridged books but some comes also with abridged and/or BBC radio drama versions", None),
        ("Abridged and unabridged", None),
        ("(un)abridged", None),
        ("Unabridged?", None),
        ("mostly unabridged", None),
        ("this is not the unabridged version", None),
        ("unabridged version available here", None),
        ("The Bridge of Birds", None),
        ("Cambridge University", None),
        ("Reads from the unabridged journals", None),
    ],
)
def test_reads_tags(tags: str, expected: bool | None) -> None:
    """The word stands for the recording unless something by it says otherwise."""
    facts = extract(tags=tags)

    assert facts.abridged is expected


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Position in Series: Day 1\nAbridged: No\n\nFile Information", False),
        ("[Audiobook][Unabridged]", False),
        ("All three are unabridged editions.", False),
        ("Read by X\nUnabridged\n64 kbps", False),
        ("The novel, complete and unabridged.", False),
        ("Please note: this is an abridged version", True),
        ("Abridged Audiobook", True),
        ("An abridged history of the world", None),
        ("She read the Unabridged Journals of Sylvia Plath", None),
        ("Bridget abridged her stay", None),
    ],
)
def test_reads_descriptions(description: str, expected: bool | None) -> None:
    """In running text the word must be about a recording."""
    facts = extract(description=description)

    assert facts.abridged is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Hobbit (Unabridged)", False),
        ("The Hobbit [Abridged]", True),
        ("The Hobbit - Unabridged", False),
        ("Abridged: A Novel", None),
        ("The Unabridged Journals", None),
        ("Unabridged", None),
    ],
)
def test_reads_titles(title: str, expected: bool | None) -> None:
    """In a title the word counts in brackets or at the end, for books have it in their names."""
    facts = extract(title=title)

    assert facts.abridged is expected


def test_the_sites_flag_counts_where_no_word_speaks_against_it() -> None:
    """The flag alone says abridged; beside the word unabridged nothing is sure."""
    alone = extract(tags="Fantasy", flagged_abridged=True)
    against = extract(tags="Unabridged", flagged_abridged=True)

    assert alone.abridged is True
    assert against.abridged is None
    assert against.contradicted == ("abridged",)
