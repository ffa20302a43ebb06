"""Who is an author of a book: roles, orders and scripts of names, pseudonyms, and no one."""

import json
from pathlib import Path

import pytest

from domain.matching import Verdict, Wanted, match
from domain.matching.names import names
from domain.recording import Recording

WORDS = json.loads((Path(__file__).parents[1] / "data" / "matching_words.json").read_text("utf-8"))
# Ways to say that somebody did something else than writing the book.
ROLES = WORDS["roles"]
# Ways to say that somebody wrote it.
AUTHORS = WORDS["authors"]
# Names of one person, or of a pair and one of the two.
ONE = WORDS["one"]
# Names that may be, or are, of two.
OTHERS = WORDS["others"]
NOBODY = WORDS["nobody"]


def verdict(asked: tuple[str, ...], told: tuple[str, ...]) -> Verdict:
    row = Recording(title="The Long Night", authors=told, file_types=("m4b",), category_id=41)
    return match(Wanted("The Long Night", asked), row).verdict


@pytest.mark.parametrize("text", ROLES)
def test_other_roles_prove_no_authorship(text):
    """Before or behind a name, in any language: one translator has many authors."""
    assert verdict(("Robert Blythe",), (text,)) is not Verdict.MATCH
    assert verdict((text,), ("Robert Blythe",)) is not Verdict.MATCH
    assert verdict(("Ada Marsh", text), ("Antonio Mach", text)) is not Verdict.MATCH
    assert verdict(("Antonio Mach",), ("Antonio Mach", text)) is Verdict.MATCH


@pytest.mark.parametrize("text", AUTHORS)
def test_authors_are_found_among_others(text):
    """The roles of others in one entry take nothing from its author."""
    assert verdict(("Antonio Mach",), (text,)) is Verdict.MATCH
    assert verdict((text,), ("Antonio Mach",)) is Verdict.MATCH


@pytest.mark.parametrize(("one", "other"), ONE)
def test_names_of_one_person(one, other):
    """Initials, orders, umlauts written out, pseudonyms, and a family name named once for two."""
    assert verdict((one,), (other,)) is Verdict.MATCH
    assert verdict((other,), (one,)) is Verdict.MATCH


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_two_people(one, other):
    """An initial is a letter in its place, of a script that has capitals; a character is a name."""
    assert verdict((one,), (other,)) is not Verdict.MATCH
    assert verdict((other,), (one,)) is not Verdict.MATCH


@pytest.mark.parametrize("text", NOBODY)
def test_a_placeholder_is_not_a_person(text):
    """It names no author, so that it proves neither that one wrote a book nor that one did not."""
    assert names((text,)).entries == ()
    assert verdict((text,), (text,)) is Verdict.UNCERTAIN
    assert verdict(("Jo Doe",), (text,)) is Verdict.UNCERTAIN
    assert verdict(("Jo Doe", text), (text, "Jo Doe")) is Verdict.MATCH
