"""The lines of the log on a terminal, where a person reads them."""

import json

import pytest
import structlog

from daemon.words.event_words import EVENTS
from daemon.words.log_words import in_a_line
from tests.fixtures.logs import logged

BOUND = {"event_id": 3, "event_key": "torrent.finished:0123abcd", "event_kind": "torrent.finished"}


def line(form: str, **bound: object) -> str:
    with logged(form=form, words=in_a_line) as written:
        structlog.get_logger("shelfhook").info("event_settled", **bound)
    return written.getvalue()


def test_an_event_is_named_in_words_on_a_terminal():
    """With what it is about, and its number in the queue; the slugs are for programs."""
    said = line("console", **BOUND)

    assert EVENTS["torrent.finished"] in said
    assert "0123abcd" in said
    assert "event_id" in said
    assert "event_key" not in said
    assert "torrent.finished" not in said


@pytest.mark.parametrize("key", ["import_all.due", "search.due:7", "library.changed:/srv/a:b"])
def test_every_kind_has_words(key):
    """Also one that is about nothing, a cycle's step, and a path with a colon."""
    kind, _, about = key.partition(":")

    said = line("console", event_key=key)

    assert kind not in said
    assert about in said


def test_a_program_gets_the_key():
    """Lines of JSON say the same as ever."""
    assert json.loads(line("json", **BOUND)).items() >= BOUND.items()


def test_a_line_about_no_event_is_left_as_it_is():
    """Most are."""
    assert "about" not in line("console", folder="/srv")
