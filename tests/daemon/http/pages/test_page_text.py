"""How the pages say values, moments and spans, and what they make of odd texts."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from daemon.http import wording
from daemon.http.api.situation import Counted
from daemon.http.pages import text
from daemon.http.pages.templates import environment
from daemon.words import units
from domain.facts import ChangeStatus, RunStatus, Status
from sandbox.clock import FakeClock

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(seconds=-2), "just now"),
        (timedelta(seconds=2), "in a moment"),
        (timedelta(seconds=-40), "40 seconds ago"),
        (timedelta(minutes=-5, seconds=-20), "5 minutes ago"),
        (timedelta(minutes=12), "in 12 minutes"),
        (timedelta(hours=-3), "3 hours ago"),
        (timedelta(hours=-15), "15 hours ago"),
        (timedelta(hours=14), "in 14 hours"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(days=-40), "a month ago"),
        (timedelta(days=-800), "2 years ago"),
    ],
)
def test_a_moment_is_said_as_people_do(off, said):
    """In one form, by how long ago; date and time where the user lives are behind it."""
    shown = text.moment(NOW + off, NOW, LONDON)

    assert shown.endswith(f">{said}</time>")
    assert 'datetime="202' in shown
    assert re.search(r'title="\d+ \w+ 202\d, \d\d:\d\d:\d\d (BST|GMT)"', shown)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=59.7), "1 minute"),
        (timedelta(minutes=3, seconds=20), "3 minutes and 20 seconds"),
        (timedelta(hours=2, seconds=20), "2 hours"),
        (timedelta(days=1, hours=5, minutes=9), "1 day and 5 hours"),
    ],
)
def test_a_span_has_its_two_largest_units(given, said):
    """No more is of interest."""
    assert units.span(given) == said


def test_a_text_steers_nothing():
    """Control characters become visible, turning marks go, markup is text, and a long one is behind a click."""
    assert text.clean("a\x1b[31m\u202eb\x00\tc\n") == "a�[31mb�\tc\n"
    assert text.isolated("<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert text.clip("abcdef", 4) == "abc…"
    long = text.isolated("<" * 300)
    assert long.startswith('<details class="long"><summary><bdi>&lt;')
    assert "<<" not in long


@pytest.mark.parametrize("template", ["{{ given }}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(given) }}"])
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("<i>'\"&", "&lt;i&gt;&#39;&#34;&amp;"),
        ("a\u202eb\x1b", "ab�"),
        (PurePosixPath("/<b>\u202e"), "/&lt;b&gt;"),
        (["<"], "[&#39;&lt;&#39;]"),
        (Markup("<b>"), "<b>"),
        (Status.APPLIED, "applied"),
        (7, "7"),
        (None, "None"),
    ],
)
def test_every_value_of_a_template_is_made_fit(template, given, shown):
    """Escaped once, of whatever kind it is, also by way of a macro; only markup is taken as it is."""
    assert environment().from_string(template).render(given=given) == shown


def test_a_value_that_is_missing_is_an_error():
    """It is not left out in silence."""
    with pytest.raises(UndefinedError):
        environment().from_string("{{ missing }}").render()


def test_every_state_has_its_colour():
    """None is shown as if no one had thought of it."""
    assert {*Status, *RunStatus, *ChangeStatus} <= set(wording.TONES)


async def test_counting_takes_a_twentieth_of_the_time_at_most():
    """What took a second is counted again after twenty; what takes none always is."""
    clock, counted = FakeClock(auto=True), []

    async def count() -> int:
        counted.append(clock.monotonic())
        await clock.sleep(timedelta(seconds=1 if len(counted) < 3 else 0))
        return len(counted)

    figures = Counted(clock, count)

    found = [await figures()]
    clock.advance(timedelta(seconds=19))
    found.append(await figures())
    clock.advance(timedelta(seconds=2))
    found.append(await figures())
    clock.advance(timedelta(seconds=21))
    found += [await figures(), await figures()]

    assert found == [1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (39211, "10 h 53 min"),
        (100500, "27 h 55 min"),
        (59, "0 h 00 min"),
        (3600, "1 h 00 min"),
        (4_000_000, "1,111 h 06 min"),
    ],
)
def test_a_running_time_is_in_hours(seconds, words):
    """However many days that makes."""
    assert units.running_time(seconds) == words
