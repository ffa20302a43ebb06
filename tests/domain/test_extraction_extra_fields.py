"""Fields by the user's own patterns."""

import pytest

from domain.errors import BadInputError
from domain.extraction import ExtraFields, extract


def test_a_pattern_gives_its_first_group() -> None:
    """The group named value counts, else the first group, else the whole match; blanks are single."""
    extra = ExtraFields.compiled(
        {
            "language": r"language:\s*(\w+)",
            "format": r"(?:m4b|mp3)",
            "edition": r"(UK|US)\s+(?P<value>edition)",
        }
    )

    facts = extract(tags="Language: German, M4B, UK\u00a0 edition", extra=extra)

    assert facts.extra == {"language": "German", "format": "M4B", "edition": "edition"}


def test_tags_are_searched_before_title_and_description() -> None:
    """The first text that a pattern matches gives the value; no match gives no field."""
    extra = ExtraFields.compiled({"part": r"part (\d+)", "region": "region ([a-z]+)"})

    facts = extract(title="Part 2", tags="Fantasy", description="part 3", extra=extra)

    assert facts.extra == {"part": "2"}


@pytest.mark.parametrize(
    ("patterns", "named"),
    [({"language": "(unclosed"}, "language"), ({"a b": "x"}, "a b"), ({"long": "x" * 1001}, "long")],
)
def test_a_bad_pattern_is_refused_at_the_start(patterns: dict[str, str], named: str) -> None:
    """What is no regular expression, too long or badly named is refused with its name."""
    with pytest.raises(BadInputError, match=named) as refusal:
        ExtraFields.compiled(patterns)

    assert refusal.value.field == "EXTRA_FIELDS"


def test_a_pattern_that_would_hang_is_switched_off() -> None:
    """A pattern that backtracks without end is given up, named, and not tried again; others go on."""
    extra = ExtraFields.compiled({"slow": r"(?:a|a|aa)+$", "format": "mp3"})
    tags = "mp3 " + "a" * 5000 + "!"

    first = extract(tags=tags, extra=extra)
    again = extract(tags="aaa", extra=extra)

    assert first.extra == {"format": "mp3"}
    assert extra.too_slow == ("slow",)
    assert again.extra == {}
