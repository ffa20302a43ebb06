"""What others named, on its way to a terminal."""

import pytest

from daemon.commands.tables import plain, safe, table

RTL = "\u202e"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Ünïcode 本 ספר", "Ünïcode 本 ספר"),
        ("می\u200cخواهم 👩\u200d🚀", "می\u200cخواهم 👩\u200d🚀"),
        ("two\nlines\tand\r more", "two lines and  more"),
        ("\x1b[2J\x9b31m\x07", "�[2J�31m�"),
        (f"Book{RTL}4pm.\u2066", "Book4pm."),
        ("half \ud800", "half �"),
        (None, "None"),
        (12, "12"),
    ],
)
def test_a_value_is_one_harmless_line(value, shown):
    """Letters of every script stay; what steers a terminal is shown as a mark, and what turns the text is left out."""
    assert safe(value) == shown


def test_a_long_value_is_cut():
    """Ten thousand letters do not fill the screen."""
    assert len(safe("x" * 10_000)) == 500
    assert safe("x" * 10_000, longest=20_000) == "x" * 10_000


def test_tables_and_plain_values_are_safe(capsys):
    """Both ways of showing values go through the same place."""
    table(("Title",), [(f"\x1b[31m{RTL}[bold]x",)], none="")
    printed = capsys.readouterr().out

    assert "[bold]x" in printed
    assert not {"\x1b", RTL} & set(printed)
    assert plain([f"a{RTL}"]) == "a"
    assert plain({"a": "\x1b"}) == '{"a": "\\u001b"}'
