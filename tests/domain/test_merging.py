"""Whose value wins."""

import pytest

from domain.merging import NEVER, Standing, decide
from domain.policy import Rule


@pytest.mark.parametrize(
    ("current", "wanted", "last", "files", "write"),
    [
        pytest.param([], ["A"], NEVER, None, True, id="an empty field is filled"),
        pytest.param(["A"], ["A"], NEVER, None, False, id="what is right is not written"),
        pytest.param(["T"], ["A"], NEVER, ["T"], True, id="the files' own value gives way"),
        pytest.param(["P"], ["A"], NEVER, ["T"], False, id="a person's value stays"),
        pytest.param(["A"], ["B"], ["A"], None, True, id="our own value may be renewed"),
        pytest.param(["P"], ["B"], ["A"], None, False, id="a person changed ours"),
        pytest.param([], ["A"], ["A"], None, False, id="a person took ours away"),
        pytest.param(["T"], ["A"], ["A"], ["T"], True, id="a rescan reverted ours"),
        pytest.param(["T"], ["A"], ["A"], None, False, id="a scan would not have reverted ours"),
        pytest.param(False, True, NEVER, None, True, id="false is empty at first"),
        pytest.param(False, True, True, None, False, id="a person set it back to false"),
        pytest.param(True, False, NEVER, None, False, id="a person said abridged"),
        pytest.param(["A"], [], ["A"], None, False, id="knowing nothing takes nothing away"),
        pytest.param("T", None, NEVER, "T", False, id="nor does it from the files"),
    ],
)
def test_a_field_is_written_only_where_no_person_has_spoken(current, wanted, last, files, write):
    """The table of who wins."""
    standing = Standing(current=current, last_written=last, from_files=files)

    assert decide(standing, wanted, Rule.OURS).write is write


@pytest.mark.parametrize(
    ("current", "wanted", "last", "files", "write"),
    [
        pytest.param(None, "A", NEVER, None, True, id="an empty field is filled"),
        pytest.param("T", "A", NEVER, "T", False, id="what the files say is enough"),
        pytest.param("P", "A", NEVER, None, False, id="so is a person's value"),
        pytest.param("A", "B", "A", None, False, id="and what we filled in"),
        pytest.param(None, "A", "A", None, False, id="what a person took away stays away"),
        pytest.param("T", "A", "A", "T", False, id="even when a scan put the files' value there"),
    ],
)
def test_other_fields_are_written_only_where_empty(current, wanted, last, files, write):
    """The same table for what is only filled in."""
    standing = Standing(current=current, last_written=last, from_files=files)

    assert decide(standing, wanted, Rule.EMPTY).write is write


@pytest.mark.parametrize("rule", Rule)
def test_a_field_that_is_left_to_people_is_not_written(rule: Rule):
    """Whatever it holds, and no matter who wrote it last."""
    standing = Standing(current=None, left_to_people="you undid change 3")

    decision = decide(standing, "A", rule)

    assert not decision.write
    assert decision.kept is (rule is not Rule.NEVER)


@pytest.mark.parametrize(
    ("current", "last", "files", "rule", "kept"),
    [
        pytest.param("P", NEVER, "T", Rule.OURS, True, id="entered before we came"),
        pytest.param("P", "A", "T", Rule.OURS, True, id="changed since"),
        pytest.param("P", "A", "T", Rule.EMPTY, True, id="filled in, and changed since"),
        pytest.param(None, "A", "T", Rule.OURS, True, id="taken away"),
        pytest.param("T", "A", "T", Rule.EMPTY, False, id="put there by a scan"),
        pytest.param("P", NEVER, None, Rule.EMPTY, False, id="filled in by whoever it was"),
        pytest.param("W", "A", None, Rule.OURS, False, id="right already"),
        pytest.param("A", "A", None, Rule.OURS, False, id="written"),
    ],
)
def test_what_a_person_kept_is_known_as_that(current, last, files, rule, kept):
    """And nothing else that is left as it is."""
    assert decide(Standing(current=current, last_written=last, from_files=files), "W", rule).kept is kept


def test_a_field_that_is_never_written_says_so():
    """The reason names the setting."""
    decision = decide(Standing(current=None), "A", Rule.NEVER)

    assert (decision.write, decision.why) == (False, "METADATA_POLICY says never")
