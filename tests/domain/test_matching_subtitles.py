"""Subtitles: which make it another work, and which only describe it."""

import json
from pathlib import Path

import pytest

from domain.enrichment import Facts, Volume, compare
from domain.matching import Verdict, Wanted, match
from domain.recording import Recording

AUTHOR = ("Jo Doe",)
WORDS = json.loads((Path(__file__).parents[1] / "data" / "matching_words.json").read_text("utf-8"))
# As many languages write a play, a comic, a guide, further stories, a prequel, a part; or what may be one.
OTHER_WORKS = WORDS["other_works"]
SAME_WORK = WORDS["same_work"]


def asked(title: str) -> str:
    return "Мастер и Маргарита" if title.startswith("Мастер") else "Ember"


@pytest.mark.parametrize("title", OTHER_WORKS)
def test_a_subtitle_that_may_make_it_another_work_is_no_match(title):
    """Length and articles prove nothing: a subtitle proves what it says."""
    row = Recording(title=title, authors=AUTHOR, file_types=("m4b",), category_id=41)

    assert match(Wanted("Ember", AUTHOR), row).verdict is not Verdict.MATCH
    assert match(Wanted(title, AUTHOR), row).verdict is Verdict.MATCH


@pytest.mark.parametrize("title", OTHER_WORKS)
def test_a_print_volume_of_another_work_fills_nothing(title):
    """The same rules hold for the volumes of Google Books, whose subtitle stands in a field of its own."""
    called, _, subtitle = title.partition(": ")
    volume = Volume(title=called, subtitle=subtitle or None, authors=AUTHOR)

    assert compare(Facts(title="Ember", authors=AUTHOR), (), volume).verdict is not Verdict.MATCH


@pytest.mark.parametrize("title", SAME_WORK)
def test_a_subtitle_that_describes_the_book_leaves_it_the_same(title):
    """A kind of book, an edition, a translator or what the book is about."""
    row = Recording(title=title, authors=AUTHOR, file_types=("m4b",), category_id=41)

    found = match(Wanted(asked(title), AUTHOR), row)

    assert found.verdict is Verdict.MATCH, found.why
