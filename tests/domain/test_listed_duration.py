"""The listed duration as a tag, and compared with the computed one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listed_duration import DurationTag, check

TAG = DurationTag("Listed duration {h}h {mm}m")


def test_the_tag_shows_hours_and_two_digits_of_minutes():
    """The duration is rounded to the minute."""
    assert TAG.text(27 * 3600 + 5 * 60 + 31) == "Listed duration 27h 06m"


@given(st.integers(min_value=1, max_value=10**7))
def test_every_tag_is_known_again(seconds: int):
    """Whatever the duration, its tag is recognised as one of ours."""
    assert TAG.is_one(TAG.text(seconds))


@pytest.mark.parametrize("tag", ["Listed duration", "Listed duration 5h 6m", "my Listed duration 5h 06m", ""])
def test_other_tags_are_not_ours(tag: str):
    """A tag that the template cannot make is a person's."""
    assert not TAG.is_one(tag)


def test_an_empty_template_makes_and_knows_no_tags():
    """Turned off, there is no tag, and no tag is ours."""
    off = DurationTag("")

    assert off.text(3600) is None
    assert not off.is_one("")


@pytest.mark.parametrize("template", ["{x}", "{h", "no place", "{h}, {mm}"])
def test_a_template_that_cannot_work_is_refused(template: str):
    """Unknown places, none at all, or a comma are said at once."""
    with pytest.raises(ValueError, match=r"\w"):
        DurationTag(template)


@pytest.mark.parametrize(
    ("listed", "computed", "agree"),
    [
        (36000, 36000, True),
        (36000, 36000 * 1.029, True),
        (36000, 36000 * 1.031, False),
        (36000, 36000 * 0.96, False),
        (600, 719, True),
        (600, 721, False),
        (None, 600, None),
        (600, 0, None),
    ],
)
def test_within_three_percent_or_two_minutes_they_agree(
    listed: int | None, computed: float, agree: bool | None
):
    """The more generous of both bounds decides; without one of the figures nothing is known."""
    assert check(listed, computed).agree is agree


def test_a_mismatch_says_how_far_off_it_is():
    """The sentence names both durations, the difference and its direction."""
    told = check(36000, 18000)

    assert told.agree is False
    assert told.sentence == "5:00:00 instead of 10:00:00 (50% less)"
