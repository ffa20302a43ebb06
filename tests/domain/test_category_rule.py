"""Which categories are ours."""

import pytest

from domain.category_rule import Adopt, CategoryRule


@pytest.mark.parametrize(
    ("ours", "category", "covered"),
    [
        ("audiobooks", "audiobooks", True),
        ("audiobooks", "audiobooks/Fantasy", True),
        ("audiobooks", "audiobooks/Fantasy/Sanderson", True),
        ("media/audio", "media/audio/de", True),
        ("Hörbücher", "Hörbücher/Für Kinder", True),
        ("audiobooks", "", False),
        ("audiobooks", "audiobooksOld", False),
        ("audiobooks", "audiobooks Fantasy", False),
        ("audiobooks", "old/audiobooks", False),
        ("audiobooks", "Audiobooks", False),
        ("media/audio", "media", False),
    ],
)
def test_what_is_below_our_category_is_ours(ours, category, covered):
    """A sub-category belongs to its parent; a name that only begins alike does not, nor does the parent."""
    assert CategoryRule(ours).covers(category) is covered


@pytest.mark.parametrize(
    ("adopt", "reported", "unreported"),
    [
        (Adopt.CATEGORY, {"books", "books/de"}, {"books", "books/de"}),
        (Adopt.ALL, {"books", "books/de", "tv", ""}, {"books", "books/de", "tv", ""}),
        (Adopt.NONE, {"books", "books/de"}, set()),
    ],
)
def test_adopt_says_what_counts_unreported(adopt, reported, unreported):
    """A report of our category always counts; the setting widens that, or leaves only reports."""
    rule, categories = CategoryRule("books", adopt), {"books", "books/de", "tv", ""}

    assert {one for one in categories if rule.follows(one)} == reported
    assert {one for one in categories if rule.adopts(one)} == unreported
