"""What is added to a title or to a list of authors never proves what was not proved before."""

import json
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.matching import Match, Verdict, Wanted, match
from domain.recording import Recording, Series

WORDS = json.loads((Path(__file__).parents[1] / "data" / "matching_words.json").read_text("utf-8"))
NUMBERS = WORDS["added_numbers"]
SUBTITLES = WORDS["added_subtitles"]
ROLES = WORDS["added_roles"]

words = st.sampled_from(
    [
        "Ember",
        "Ash",
        "Coal",
        "The",
        "of",
        "and",
        "Saga",
        "Das",
        "Spiel",
        "Кольцо",
        "Мир",
        "短編集",
        "2",
        "III",
        "Book 2",
        ": ",
        ", ",
        " - ",
        "(",
        ")",
        "Novel",
        "A",
        "or",
        "Stories",
    ]
)
titles = st.lists(words, min_size=1, max_size=5).map(" ".join).filter(str.strip)
people = st.sampled_from(
    ["Jo Doe", "Doe, Jo", "J. Doe", "Ann Reed", "Лев Толстой", "山田 太郎", "Various", "Doe"]
)
authors = st.lists(people, max_size=2).map(tuple)
series = st.lists(
    st.builds(
        Series, name=st.sampled_from(["Ember", "Ash Saga"]), sequence=st.sampled_from([None, "1", "2", "1-3"])
    ),
    max_size=1,
).map(tuple)
rows = st.builds(
    Recording, title=titles, authors=authors, series=series, category_id=st.sampled_from([None, 41, 54])
)
wanted = st.builds(
    Wanted,
    title=titles,
    authors=authors,
    series=st.sampled_from([None, "Ember", "Ash Saga"]),
    number=st.sampled_from([None, "1", "2"]),
)
separators = st.sampled_from([": ", ", ", " - ", " – ", "; "])


def worse(before: Match, after: Match) -> bool:
    return after.verdict is not Verdict.MATCH or before.verdict is Verdict.MATCH


@given(wanted, rows, separators, st.sampled_from(NUMBERS))
def test_a_number_that_was_not_asked_for_proves_nothing(asked, row, separator, number):
    """Behind a title and in brackets, in any language: it leaves what was open open, and proves nothing itself."""
    for title in (f"{row.title}{separator}{number}", f"{row.title} ({number})"):
        after = match(asked, row.model_copy(update={"title": title}))

        assert worse(match(asked, row), after), after.why
        assert after.verdict is not Verdict.MATCH, after.why


@given(wanted, rows, separators, st.sampled_from(SUBTITLES))
def test_a_subtitle_of_another_work_proves_nothing(asked, row, separator, subtitle):
    """It makes no match of what is none, nor leaves one."""
    assume(asked.number is None)

    after = match(asked, row.model_copy(update={"title": f"{row.title}{separator}{subtitle}"}))

    assert worse(match(asked, row), after), after.why


@given(titles, separators, st.sampled_from(SUBTITLES + NUMBERS))
def test_no_title_is_proved_by_one_that_says_more(title, separator, more):
    """The bare title was asked for, and the row says that it is something else."""
    asked = Wanted(title, ("Jo Doe",))
    row = Recording(title=f"{title}{separator}{more}", authors=("Jo Doe",), category_id=41)

    found = match(asked, row)

    assert found.verdict is not Verdict.MATCH, found.why


@given(
    wanted,
    rows,
    people,
    st.sampled_from(ROLES),
    st.sampled_from(["{0} ({1})", "{0} - {1}", "{1}: {0}", "{0} [{1}]"]),
)
def test_a_role_proves_nothing(asked, row, person, role, form):
    """A person who translated or introduced both is author of neither, however that is written."""
    entry = form.format(person.replace(",", ""), role)
    added = row.model_copy(update={"authors": (*row.authors, entry)})
    both = Wanted(asked.title, (*asked.authors, entry), asked.series, asked.number)

    before = match(asked, row)

    assert worse(before, match(asked, added))
    assert worse(before, match(both, added))
