"""Languages by their names and codes."""

import pytest

from domain.errors import BadInputError
from domain.languages import language_code, languages


@pytest.mark.parametrize("name", ["English", "en", "eng", "ENG", "en-US", "English (UK)"])
def test_a_language_has_one_code(name):
    """However a site, a library or a person writes it."""
    assert language_code(name) == "en"


@pytest.mark.parametrize("name", [None, "", "?", "Elvish", "und"])
def test_what_is_not_known_has_none(name):
    """So that it is taken for no language rather than for another one."""
    assert language_code(name) is None


def test_languages_stay_as_they_were_written():
    """Names and codes mix, in the order given."""
    assert languages([" German", "en", "", "русский"]) == ("German", "en", "русский")


@pytest.mark.parametrize("names", [["Elvish"], ["en", "xx"], [], [" "]])
def test_an_unknown_language_is_refused(names):
    """A slip would have every book wait for a person."""
    with pytest.raises(BadInputError, match="LANGUAGES"):
        languages(names)
