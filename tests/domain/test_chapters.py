"""Which chapters are sound, and which a scan made."""

import pytest

from domain.chapters import Chapter, ChapterFile, fitted, is_left_open, is_of_a_part, made_of, problem

THREE = (Chapter(0, 100, "A"), Chapter(100, 180, "B"), Chapter(180, 300, "C"))


def file(seconds: float, *titles: str, marks=()) -> ChapterFile:
    return ChapterFile(seconds, frozenset(titles), tuple(marks))


@pytest.mark.parametrize(
    ("chapters", "sound"),
    [
        pytest.param(THREE, True, id="three in a row"),
        pytest.param((*THREE[:2], Chapter(180.3, 300, "C")), True, id="a gap that nobody hears"),
        pytest.param((*THREE[:2], Chapter(180, 302, "C")), True, id="two seconds longer"),
        pytest.param((*THREE[:2], Chapter(180, 303, "C")), False, id="three seconds longer"),
        pytest.param(THREE[:2], False, id="of a shorter book"),
        pytest.param(THREE[1:], False, id="not from the beginning"),
        pytest.param((THREE[0], THREE[2]), False, id="a gap"),
        pytest.param((THREE[0], Chapter(90, 180, "B"), THREE[2]), False, id="an overlap"),
        pytest.param((THREE[1], THREE[0], THREE[2]), False, id="another order"),
        pytest.param(
            (*THREE[:2], Chapter(180, 180, "C"), Chapter(180, 300, "D")), False, id="one of no length"
        ),
        pytest.param((*THREE[:2], Chapter(180, 300, " \t ")), False, id="one without a title"),
        pytest.param((), False, id="none"),
        pytest.param(
            tuple(Chapter(i / 100, (i + 1) / 100, "x") for i in range(10_000)), False, id="ten thousand"
        ),
        pytest.param((Chapter(0, float("nan"), "A"),), False, id="no number"),
        pytest.param((Chapter(0, float("inf"), "A"),), False, id="without end"),
        pytest.param((Chapter(-10, 300, "A"),), False, id="before the book"),
    ],
)
def test_only_chapters_that_fill_the_book_are_sound(chapters, sound):
    """Ordered, without gaps or overlaps, from its beginning to its end, each with a title."""
    assert (problem(chapters, 300) is None) is sound


def test_sound_chapters_are_fitted_to_the_book():
    """No gap is left, the last one ends with the book, and a title is one line."""
    found = fitted((Chapter(0.2, 100, "A\n b"), Chapter(100.3, 302, "B ")), 300)

    assert found == (Chapter(0.0, 100.3, "A b"), Chapter(100.3, 300, "B"))


FILES = (file(100, "One"), file(80, "Two"), file(120, "Three", "3.mp3"))
OF_FILES = (Chapter(0, 100, "One"), Chapter(100, 180, "Two"), Chapter(180, 300, "Three"))


@pytest.mark.parametrize(
    ("chapters", "files", "used"),
    [
        pytest.param(OF_FILES, FILES, 3, id="all of them"),
        pytest.param(OF_FILES[:2], FILES, 2, id="the first two"),
        pytest.param((OF_FILES[0], Chapter(100, 220, "3.mp3")), FILES, 2, id="the first and the last"),
        pytest.param((Chapter(0, 120, "Three"),), FILES, 1, id="the last alone"),
        pytest.param((), FILES, None, id="of none"),
        pytest.param((OF_FILES[0], Chapter(100, 180, "Renamed")), FILES, None, id="a person renamed one"),
        pytest.param((Chapter(0, 90, "One"), Chapter(90, 180, "Two")), FILES, None, id="a person moved one"),
        pytest.param((*OF_FILES, Chapter(300, 310, "Four")), FILES, None, id="more than there are"),
        pytest.param(THREE, (file(300, "x", marks=THREE),), 1, id="the marks of one file"),
        pytest.param(
            THREE,
            (file(300, "x", marks=THREE), file(50, "y", marks=[Chapter(0, 50, "D")])),
            1,
            id="of the first file",
        ),
    ],
)
def test_a_scans_chapters_are_known_by_the_files(chapters, files, used):
    """By length, place and title of each; what a person changed is theirs."""
    assert made_of(chapters, files) == used


@pytest.mark.parametrize(
    ("chapters", "files", "left_open", "of_a_part"),
    [
        pytest.param((), (file(300, "x"),), True, False, id="one file without marks"),
        pytest.param(OF_FILES, FILES, True, False, id="many files, a chapter each"),
        pytest.param((), FILES, True, False, id="many files, and none"),
        pytest.param(OF_FILES[:2], FILES, False, True, id="of the files that came first"),
        pytest.param(THREE, (file(300, "x", marks=THREE),), False, False, id="the file's own"),
        pytest.param((), (file(300, "x", marks=THREE),), False, False, id="a person emptied the file's own"),
        pytest.param((Chapter(0, 300, "x"),), (file(300, "x"),), False, False, id="a person's only one"),
        pytest.param(THREE, FILES, False, False, id="a person's"),
    ],
)
def test_chapters_of_no_one_are_left_open(chapters, files, left_open, of_a_part):
    """Only what a scan made for want of anything better may be replaced, and only what it made too early is cured."""
    assert (is_left_open(chapters, files), is_of_a_part(chapters, files)) == (left_open, of_a_part)
