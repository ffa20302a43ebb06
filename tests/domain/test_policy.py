"""What may be written to which field."""

import pytest

from domain.facts import ChangeSource
from domain.policy import DEFAULT_POLICY, FieldName, Rule, policy_from, rule_for


def test_what_the_recording_is_is_ours_and_the_rest_is_filled_in():
    """The default."""
    ours = {name for name, rule in DEFAULT_POLICY.items() if rule is Rule.OURS}

    assert ours == {
        FieldName.NARRATORS,
        FieldName.ABRIDGED,
        FieldName.EXPLICIT,
        FieldName.DURATION_TAG,
        FieldName.MISMATCH_TAG,
    }
    assert set(DEFAULT_POLICY) == set(FieldName)
    assert [name for name, rule in DEFAULT_POLICY.items() if rule is Rule.NEVER] == [FieldName.CHAPTERS]


def test_chapters_have_a_setting_of_their_own():
    """METADATA_POLICY refuses them, and names it."""
    with pytest.raises(ValueError, match="CHAPTERS"):
        policy_from({"chapters": "empty"})


def test_some_rules_replace_the_default():
    """Case and underscores do not matter; the other fields keep theirs."""
    policy = policy_from({"Published_Year": "OURS", "title": "never"})

    assert (policy[FieldName.PUBLISHED_YEAR], policy[FieldName.TITLE]) == (Rule.OURS, Rule.NEVER)
    assert policy[FieldName.NARRATORS] is Rule.OURS


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"genre": "ours"}, "the fields are narrators"),
        ({"title": "always"}, "ours, empty, never"),
        ({"isbn": ""}, "isbn must be"),
    ],
)
def test_what_there_is_not_is_reported_with_what_there_is(given: dict[str, str], told: str):
    """A wrong name or rule says which ones exist."""
    with pytest.raises(ValueError, match=told):
        policy_from(given)


@pytest.mark.parametrize(
    ("rule", "source", "expected"),
    [
        (Rule.OURS, ChangeSource.MAM, Rule.OURS),
        (Rule.OURS, ChangeSource.GOOGLE_BOOKS, Rule.EMPTY),
        (Rule.OURS, ChangeSource.AUDIBLE, Rule.EMPTY),
        (Rule.EMPTY, ChangeSource.MAM, Rule.EMPTY),
        (Rule.NEVER, ChangeSource.AUDIBLE, Rule.NEVER),
    ],
)
def test_a_second_source_only_fills_in(rule: Rule, source: ChangeSource, expected: Rule):
    """`ours` is for what MAM knows of this very recording."""
    policy = policy_from({"narrators": rule.value})

    assert rule_for(policy, FieldName.NARRATORS, source) is expected
