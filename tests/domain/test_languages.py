"""Languages by their names and codes."""

import pytest

from domain.languages import language_code


@pytest.mark.parametrize("name", ["English", "en", "eng", "ENG", "en-US", "English (UK)"])
def test_a_language_has_one_code(name):
    """However a site, a library or a person writes it."""
    assert language_code(name) == "en"


@pytest.mark.parametrize("name", [None, "", "?", "Elvish", "und"])
def test_what_is_not_known_has_none(name):
    """So that it is taken for no language rather than for another one."""
    assert language_code(name) is None
