"""Whether two descriptions say the same."""

import pytest

from domain.sanitised import same_words


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Plain & simple < 5", "Plain &amp; simple &lt; 5"),
        ("<div><p>One</p>\n<p>two</p></div>", "<p>One</p>\n<p>two</p>"),
        ("a<script>alert('x')</script> b", "a b"),
        ("<b onclick=x>bold</b>", "<b>bold</b>"),
        ("<img src=x>seen", "seen"),
        ("", None),
        ("<p>  spaced\n out </p>", "<p>spaced out</p>"),
        ("<p>never closed", "<p>never closed</p>"),
    ],
)
def test_what_audiobookshelf_keeps_says_the_same(sent: str, kept: str | None):
    """Tags, escapes and blanks make no difference."""
    assert same_words(sent, kept)


@pytest.mark.parametrize(("one", "other"), [("One", "Two"), ("One", None), ("<p>One</p>", "<p>One!</p>")])
def test_other_words_are_another_text(one: str, other: str | None):
    """A single sign of difference is one."""
    assert not same_words(one, other)
