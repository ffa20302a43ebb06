"""Words of others on a line of ours."""

import pytest

from domain.harmless import harmless


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Chains\nof\r\nCommand", "Chains of Command"),
        ("a\x1b[2Jb\x9b31mc", "a\ufffd[2Jb\ufffd31mc"),
        ("abc\u202etxt.exe\u2069", "abctxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("Žižek, 村上春樹, ‘quotes’ 👩\u200d🚀", "Žižek, 村上春樹, ‘quotes’ 👩\u200d🚀"),
        ("\udcff", "\ufffd"),
    ],
)
def test_what_could_steer_is_taken_out(text, shown):
    """Breaks are spaces, controls a sign, and hidden marks nothing; all else stays."""
    assert harmless(text) == shown


def test_a_long_text_is_cut_and_says_so():
    """Within the length that is asked for, or not at all."""
    assert harmless("x" * 10_000, longest=10) == "x" * 9 + "…"
    assert len(harmless("x" * 10_000, longest=None)) == 10_000


def test_a_flood_of_hidden_marks_takes_no_room():
    """What is left out does not count."""
    assert harmless("\u202e" * 3000 + "Title", longest=100) == "Title"
