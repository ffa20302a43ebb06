"""Whether the labelled pairs of queries and rows are distinguished, and what holds for any texts whatever."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInputError
from domain.matching import Match, Verdict, Wanted, match, rank, same_book
from domain.recording import Recording, Series

DATA = json.loads((Path(__file__).parents[1] / "data" / "matching_pairs.json").read_text("utf-8"))
ROWS = {row["torrent_id"]: Recording.model_validate(row) for row in DATA["rows"]}

# Words around which titles are taken apart, so that random titles meet every rule.
_TELLING = """Book 1|2|The|a|-|:|(|)|Unabridged|[M4B]|Volume II|of|and|&|Trilogy|Box Set|Part 1 of 3|Discworld|Series|by
|Summary|#3|Books 1-3|GraphicAudio|Elantris|A Novel|,|Terry Pratchett|or|2013|1.5|Season 1|full cast|—|/|one"""
titles = st.text(max_size=40) | st.lists(st.sampled_from(_TELLING.split("|")), min_size=1, max_size=7).map(
    " ".join
)
people = st.text(max_size=20) | st.sampled_from(
    [
        "Terry Pratchett",
        "Pratchett, Terry",
        "J.R.R. Tolkien",
        "and 11 more",
        "Various",
        "King",
        "Stephen King & Owen King",
    ]
)
sequences = (
    st.none()
    | st.text(max_size=8)
    | st.sampled_from(["1", "01", "1-3", "0,5 - 7", "1p1", "01-16, 13.5", "III"])
)
recordings = st.builds(
    Recording,
    title=st.none() | titles,
    authors=st.lists(people, max_size=3).map(tuple),
    narrators=st.lists(people, max_size=2).map(tuple),
    series=st.lists(st.builds(Series, name=titles, sequence=sequences), max_size=2).map(tuple),
    file_types=st.sampled_from([(), ("mp3",), ("epub",), ("zip",)]),
    tags=st.none() | titles,
    publisher=st.none() | titles,
    category_id=st.sampled_from([None, 41, 54, 127]),
)
wanted_books = st.builds(
    Wanted,
    title=titles.filter(str.strip),
    authors=st.lists(people, max_size=3).map(tuple),
    series=st.none() | titles,
    number=sequences,
    either=st.booleans(),
)
latin = st.text("abcdefghijklmnopqrstuvwxyzßøłéüåñç ", min_size=1, max_size=30).filter(str.strip)


def wanted_of(pair: dict) -> Wanted:
    if "pair" in pair:
        return Wanted.of_pair(pair["authors"][0], pair["pair"])
    return Wanted(
        title=pair.get("title"),
        authors=tuple(pair.get("authors", ())),
        series=pair.get("series"),
        number=pair.get("number"),
    )


def test_no_labelled_pair_is_a_false_match():
    """A row that is not, or may not be, the book asked for is never called a match."""
    false = [
        pair
        for pair in DATA["pairs"]
        if pair["expect"] != "match" and match(wanted_of(pair), ROWS[pair["row"]]).verdict is Verdict.MATCH
    ]

    assert false == []


@pytest.mark.parametrize("held_out", [False, True])
def test_the_labelled_matches_are_found(held_out):
    """At least 95 % of the rows that are the book are called a match."""
    true = [p for p in DATA["pairs"] if p["expect"] == "match" and p.get("held_out", False) is held_out]

    found = [pair for pair in true if match(wanted_of(pair), ROWS[pair["row"]]).verdict is Verdict.MATCH]

    assert len(found) >= 0.95 * len(true)


def test_other_books_are_distinguished_from_doubtful_ones():
    """At least 95 % of the rows that are another book are called so, and do not wait for a person."""
    other = [pair for pair in DATA["pairs"] if pair["expect"] == "no_match"]

    told = [pair for pair in other if match(wanted_of(pair), ROWS[pair["row"]]).verdict is Verdict.NO_MATCH]

    assert len(told) >= 0.95 * len(other)


def test_the_labelled_set_is_large_and_hard_enough():
    """It has at least 150 pairs, as many that are no match as are one, and a third held out."""
    pairs = DATA["pairs"]

    assert len(pairs) >= 150
    assert sum(pair["expect"] != "match" for pair in pairs) >= len(pairs) / 2
    assert sum(pair.get("held_out", False) for pair in pairs) >= len(pairs) / 3


def test_ranking_puts_the_proved_rows_first():
    """The matches come first, then the doubtful rows, then the others, each by score."""
    wanted = Wanted(title="Dungeon Crawler Carl", authors=("Matt Dinniman",))

    ranked = rank(wanted, ROWS.values())

    assert ranked[0][0].torrent_id == 1097985
    assert ranked[1][0].torrent_id == 1003009
    assert [found.verdict.rank for _, found in ranked] == sorted(found.verdict.rank for _, found in ranked)
    assert len(ranked) == len(ROWS)


def test_the_parts_add_up_to_the_score():
    """Each part that was asked for has its points, and the score is their share of what they could be."""
    wanted = Wanted(title="The Hero of Ages", authors=("Brandon Sanderson",), series="Mistborn", number="3")

    found = match(wanted, ROWS[172256])

    assert found == Match(
        verdict=Verdict.MATCH,
        score=100.0,
        why="Title, author, series and number agree.",
        parts={"title": 40.0, "author": 30.0, "series": 20.0, "number": 10.0},
    )


def test_only_what_was_asked_counts():
    """A query of title and author alone reaches 100 as well."""
    found = match(Wanted(title="Elantris", authors=("Brandon Sanderson",)), ROWS[100343])

    assert found.score == 100.0
    assert set(found.parts) == {"title", "author"}


@pytest.mark.parametrize("blank", [{}, {"title": " "}, {"authors": ("Brandon Sanderson",)}, {"number": "1"}])
def test_something_must_be_asked_for(blank):
    """Without a title or a series there is nothing to look for."""
    with pytest.raises(BadInputError, match="title"):
        Wanted(**blank)


@given(wanted_books, recordings)
def test_any_texts_give_an_answer_within_bounds(wanted: Wanted, recording: Recording):
    """Whatever the texts are, there is a verdict, a score from 0 to 100 and a sentence."""
    found = match(wanted, recording)

    assert 0 <= found.score <= 100
    assert found.why.endswith(".")


@given(wanted_books, recordings, st.randoms(use_true_random=False))
def test_the_order_of_authors_does_not_matter(wanted, recording, chance):
    """Shuffled authors on both sides give the same answer, but for the names that the sentence quotes."""
    asked, told = list(wanted.authors), list(recording.authors)
    chance.shuffle(asked)
    chance.shuffle(told)
    shuffled = Wanted(wanted.title, tuple(asked), wanted.series, wanted.number, wanted.either)

    first = match(wanted, recording)
    second = match(shuffled, recording.model_copy(update={"authors": tuple(told)}))

    assert (first.verdict, first.score, first.parts) == (second.verdict, second.score, second.parts)


@given(recordings, recordings)
def test_being_one_book_goes_both_ways(one, other):
    """Which of two recordings is named first does not matter."""
    assert same_book(one, other) == same_book(other, one)


@given(
    titles.filter(str.strip),
    st.sampled_from(["Terry Pratchett", "Pratchett, Terry", "J.R.R. Tolkien", "Homer"]),
)
def test_a_recording_matches_its_own_title_and_author(title, author):
    """What only has a title and an author is found by them, however odd the title is."""
    found = match(Wanted(title=title, authors=(author,)), Recording(title=title, authors=(author,)))

    assert found.verdict is Verdict.MATCH


@given(latin, latin, st.sampled_from(["upper", "title", "swapcase"]))
def test_case_does_not_matter(title, author, change):
    """Capitals on one side only change nothing."""
    recording = Recording(title=title, authors=(author,))

    plain = match(Wanted(title=title, authors=(author,)), recording)
    changed = match(Wanted(title=getattr(title, change)(), authors=(getattr(author, change)(),)), recording)

    assert plain == changed


@given(latin, st.sampled_from(["\u0301", "\u0308", "\u030a"]), st.sampled_from(["NFC", "NFD"]))
def test_accents_do_not_matter(title, accent, form):
    """Accents on one side only, in either of Unicode's spellings, change nothing."""
    accented = unicodedata.normalize(
        form, "".join(letter + accent if letter != " " else letter for letter in title)
    )
    recording = Recording(title=title, authors=("Jo Nesbø",))

    plain = match(Wanted(title=title, authors=("Jo Nesbø",)), recording)
    changed = match(Wanted(title=accented, authors=("Jo Nesbo",)), recording)

    assert plain == changed


@pytest.mark.parametrize(
    "stretch", [": ", "( ", "1 - ", "book 1 ", "a, ", "(a) ", "the complete ", "all ", "1", "ﷺ"]
)
def test_long_texts_cost_no_more_than_what_is_looked_at(stretch):
    """Of a text without end only the beginning is read, so that no row can hold the program up."""
    endless = stretch * 50_000
    recording = Recording(
        title=endless,
        authors=(endless,) * 200,
        series=(Series(name=endless, sequence=endless),) * 100,
        tags=endless,
        narrators=(endless,) * 200,
    )

    found = match(Wanted(title=endless, authors=(endless,) * 200, series=endless, number=endless), recording)

    assert len(found.why) < 500
