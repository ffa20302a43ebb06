"""The title and the subtitle in what MAM calls a book."""

import json

import pytest

from domain.recording import Recording, Series
from domain.titling import Titled, titled
from tests.fixtures.places import ROOT

_LABELS = ROOT.parent / "shared" / "corpus" / "mam" / "labels.json"


def record(title, *, authors=("A. Author",), series=(), description=None):
    return Recording(
        title=title,
        authors=authors,
        series=tuple(Series(name=name, sequence="1") for name in series),
        description=description,
    )


@pytest.mark.parametrize(
    ("title", "called", "expected"),
    [
        ("Sapiens: A Brief History of Humankind", "Sapiens", ("Sapiens", "A Brief History of Humankind")),
        ("Sapiens: A Brief History of Humankind", "SAPIENS!", ("Sapiens", "A Brief History of Humankind")),
        ("One: Two: Three Words", "One Two", ("One: Two", "Three Words")),
        ("Project Hail Mary: A Novel", None, ("Project Hail Mary", "A Novel")),
        ("Manufacturing Magic: A LitRPG Adventure", None, ("Manufacturing Magic", "A LitRPG Adventure")),
        ("Becoming: A Memoir [Unabridged]", None, ("Becoming", "A Memoir")),
    ],
)
def test_a_subtitle_is_split_off_where_the_title_is_proved(title, called, expected):
    """By a title elsewhere, or by a rest that only says what kind of book it is."""
    assert titled(record(title), [called] if called else []) == Titled(*expected)


@pytest.mark.parametrize(
    ("title", "called", "series"),
    [
        ("Sapiens: A Brief History of Humankind", None, ()),
        ("Sapiens: A Brief History of Humankind", "Homo Deus", ()),
        ("Sapiens: A Brief History of Humankind", "Sapiens - A Brief History of Humankind", ()),
        ("2001: A Space Odyssey", "2001", ()),
        ("1984: A Novel", "1984", ()),
        ("11:15 to London", "11", ()),
        ("Mistborn: The Final Empire", "Mistborn", ("Mistborn",)),
        ("Life Reset: Salvation", "Life Reset", ("Life Reset",)),
        ("Hero of Another World: Summoner of Legend", "Hero of Another World", ("Summoner of Legend",)),
        ("Biomancer: Book 2", "Biomancer", ()),
        ("Biomancer: Volume Two", "Biomancer", ()),
        ("European History: 1715 to 1914", "European History", ()),
        ("Dune: Part One", "Dune", ()),
        ("Wool: The Omnibus Collection", "Wool", ()),
        ("Discworld: The BBC Radio Drama Collection", "Discworld", ()),
        ("Dune: The Graphic Novel", "Dune", ()),
        ("Dune:Messiah", "Dune", ()),
    ],
)
def test_nothing_is_split_by_a_guess(title, called, series):
    """Numbers, series, parts, collections and other forms of the book stay in the title, and what nothing proves."""
    assert titled(record(title, series=series), [] if called is None else [called]) == Titled(title)


def test_a_line_of_the_description_proves_the_title():
    """Uploaders copy what a shop says: "Title: …"."""
    described = record("Sapiens: A Brief History", description="Book Title: Sapiens\nRead by: somebody")

    assert titled(described) == Titled("Sapiens", "A Brief History")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Chains [Unabridged]", "Chains"),
        ("Chains (Unabridged Audiobook) {64 kbps}", "Chains"),
        ("Chains (read by Ray Porter)", "Chains"),
        ("Chains (2013) 30@64K", "Chains"),
        ("Chains - Unabridged", "Chains"),
        ("A. Author - Chains", "Chains"),
        ("Chains - A. Author", "Chains"),
        ("Chains (1 of 5) [Dramatized Adaptation]", "Chains (1 of 5) [Dramatized Adaptation]"),
        ("Chains Tenth Anniversary Edition", "Chains Tenth Anniversary Edition"),
        ("Chains - Links", "Chains - Links"),
        ("B. Author - Chains", "B. Author - Chains"),
        ("Unabridged", "Unabridged"),
        ("(2013)", "(2013)"),
        ("A. Author", "A. Author"),
        ("  Chains   of  Love ", "Chains of Love"),
        (None, None),
        ("", None),
    ],
)
def test_a_title_is_that_of_the_book(title, expected):
    """Without its authors at either end and without what describes the recording; never without all of it."""
    assert titled(record(title)).title == expected


@pytest.mark.skipif(not _LABELS.exists(), reason="the corpus is not here")
def test_of_real_titles_only_one_has_a_subtitle_for_certain():
    """Nothing else in 106 real titles is proved."""
    rows = [
        row
        for page in json.loads(_LABELS.read_text()).values()
        for row in (page if isinstance(page, list) else [page])
        if row.get("title")
    ]
    found = {
        titled(
            Recording(
                title=row["title"],
                authors=row["authors"],
                series=tuple(Series.model_validate(one) for one in row["series"]),
            )
        )
        for row in rows
    }

    assert {one for one in found if one.subtitle} == {Titled("Manufacturing Magic", "A LitRPG Adventure")}
