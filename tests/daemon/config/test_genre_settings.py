"""The table of genres and the tags that are taken from MAM."""

import pytest
from pydantic import ValidationError

from daemon.config.settings import Settings
from domain.described import NO_TAGS, TagsFromMam
from domain.genres import Genres


def test_both_are_written_in_one_line():
    """A map and a list, in JSON; names in any case."""
    settings = Settings(
        genres='{"LitRPG": ["A", "B"], "harem": null}', tags_from_mam='["full cast", "litrpg"]'
    )

    assert settings.genres == Genres({"litrpg": ("A", "B"), "harem": ()})
    assert settings.tags_from_mam == TagsFromMam(("full cast", "litrpg"))
    assert Settings(tags_from_mam="ALL").tags_from_mam == TagsFromMam(every=True)


@pytest.mark.parametrize("text", ["", " ", "none", "[]"])
def test_nothing_is_the_default(text):
    """No tag is taken."""
    assert Settings(tags_from_mam=text).tags_from_mam == NO_TAGS
    assert Settings(genres="").genres == Genres()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("genres", "litrpg"),
        ("genres", '["litrpg"]'),
        ("genres", '{"": "X"}'),
        ("genres", '{"a": 5}'),
        ("tags_from_mam", "full cast"),
        ("tags_from_mam", '{"a": 1}'),
        ("tags_from_mam", '["", "a"]'),
        ("tags_from_mam", "[1]"),
    ],
)
def test_another_form_is_refused(name, text):
    """With the form that it must have."""
    with pytest.raises(ValidationError, match=r"must|is not JSON|names a category"):
        Settings(**{name: text})
