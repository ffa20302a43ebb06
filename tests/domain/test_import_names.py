"""Names that every file system, SMB and Audiobookshelf take."""

import pytest

from domain.importing.names import LONGEST, clean, clean_file, escaped, shortened, typed, visible


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dune", "Dune"),
        ("  Dune \t Messiah ", "Dune Messiah"),
        ("Dune: Messiah", "Dune： Messiah"),
        ('<a>:"b/c\\d|e?f*', "＜a＞：＂b／c＼d｜e？f＊"),
        ("..", "．．"),
        (".", "．"),
        (".hack", "．hack"),
        ("...and more...", "．..and more..．"),
        ("Mr.", "Mr．"),
        ("../../etc/passwd", "．./../etc/passwd".replace("/", "／")),
        ("CON", "ＣON"),
        ("nul", "ｎul"),
        ("Aux.Title", "Ａux.Title"),
        ("com1 .x", "ｃom1 .x"),
        ("COM¹", "ＣOM¹"),
        ("CONIN$", "ＣONIN$"),
        ("Con Air", "Con Air"),
        ("Console", "Console"),
        ("COM10", "COM10"),
        ("Book.tmp", "Book．tmp"),
        ("Book.PART", "Book．PART"),
        ("@eaDir", "＠eaDir"),
        ("@EADIR", "＠EADIR"),
        (".ignore", "．ignore"),
        ("a\0b\x1fc\x7f\u2028d", "a b c d"),
        ("\u202eevil\u202c\ufeff", "evil"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("half\ud83d", "half\ufffd"),
        ("\uf03a", "\ufffd"),
        ("e\u0301", "é"),
        ("", ""),
        (" \0\u200b", ""),
    ],
)  # fmt: skip
def test_what_is_no_name_gets_its_fullwidth_form(text, name):
    """So that it reads the same, and can be typed again; what cannot be seen is left out."""
    assert clean(text) == name
    assert typed(name) == typed(visible(text))


@pytest.mark.parametrize("letter", ["x", "é", "村", "👩‍👩‍👧‍👦", "a\u0316\u0317", "👍🏽", "?", "नि"])
def test_a_long_name_is_cut_between_characters(letter):
    """It has at most 255 bytes, and nearly as many; an accent or a family stays with its letter."""
    name = clean(letter * 300)

    size = len(letter.encode()) + 8
    assert LONGEST - 3 * size < len(name.encode()) <= LONGEST
    assert typed(visible(letter) * 300).startswith(typed(name))
    assert letter == "?" or len(name.encode()) % len(visible(letter).encode()) == 0


def test_accents_without_end_are_cut_all_the_same():
    """Where one character is longer than the name, a part of it is kept."""
    assert 0 < len(shortened("a" + "\u0316" * 300, 100).encode()) <= 100


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("01 - Start.mp3", "01 - Start.mp3"),
        ("What?.mp3", "What？.mp3"),
        ("Mr. .m4b", "Mr．.m4b"),
        ("con.m4b", "ｃon.m4b"),
        ("no ending", "no ending"),
        ("x" * 300 + ".m4b", "x" * 249 + ".m4b"),
        ("x" * 300 + "." + "y" * 40, "x" * 253),
    ],
)
def test_a_file_keeps_its_ending(file, name):
    """Audiobookshelf knows audio by it."""
    assert clean_file(file) == name


def test_a_persons_page_shows_what_cannot_be_seen():
    """Beside the name that it got."""
    assert escaped("a\0b\u202ec\ud800 é") == r"a\x00b\u202ec\ud800 é"
