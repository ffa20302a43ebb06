"""A fact is a value: nothing in the program is decided by the words of a message."""

import textwrap
from pathlib import Path

import pytest

from tests.deciding_words import decisions

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("daemon", "handlers", "store", "clients", "domain")

EXCEPTIONS = {
    "store/migrations/versions/": "what 0.1.0 kept in words alone is read once, when its store is opened",
    "clients/mam/": "MAM's pages are written for people: their words are all that tells how they stand",
    "clients/google_books/answers.py": "Google's own slug is the same for a minute's quota and a day's",
    "domain/toml_lines.py": "tomllib tells the line of an error in its text alone before Python 3.14",
}
"""By the beginning of the path, why words are read there; at most five."""


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_no_message_is_compared_searched_split_or_looked_up():
    """Status codes, colours, counts, proofs and every other decision rest on enums and fields."""
    found = [
        f"{path.relative_to(ROOT)}:{one.line}: {one.source}"
        for path in sources()
        if not path.relative_to(ROOT).as_posix().startswith(tuple(EXCEPTIONS))
        for one in decisions(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize("place", EXCEPTIONS)
def test_an_exception_is_needed(place: str):
    """There are few, and one that excuses nothing any more goes."""
    excused = [path for path in sources() if path.relative_to(ROOT).as_posix().startswith(place)]

    assert len(EXCEPTIONS) <= 5
    assert any(decisions(path.read_text()) for path in excused)


PLANTED = {
    "a status code by a word": 'status = 400 if "missing" in error.problem else 422',
    "a proof by its beginning": 'if (download.item_found_by or "").startswith("path "): pass',
    "a beginning in a variable": "linked = evidence.startswith(BY_TEXT)",
    "a title before a colon": 'what, _, came = one["note"].rpartition(": ")',
    "an error's text": 'if "refused" in str(error): pass',
    "an error's first argument": 'if error.args[0] == "locked": pass',
    "a caught error by any name": "try:\n    go()\nexcept OSError as odd:\n    if 'full' in str(odd): pass",
    "a sentence": 'if download.status == "needs a person": pass',
    "a sentence on the left": 'if "waiting for its item" == state: pass',
    "one of several sentences": 'if state in {"being added", "approved"}: pass',
    "sentences in a frozenset": 'if state in frozenset(("being added", "approved")): pass',
    "a message that is another": "if row.reason != before.reason: pass",
    "an order of messages": 'if reason < "m": pass',
    "a regular expression": 'import re\nif re.search("gone", event.reason): pass',
    "a compiled expression": "if _GONE.fullmatch(problem): pass",
    "a colour by the first word": 'style = STYLES.get(detail.partition(":")[0], "")',
    "a colour by the whole": "style = STYLES[row.reason]",
    "a lookup": "style = STYLES.get(reason)",
    "words in lower case": 'if "gone" in message.lower().strip(): pass',
    "the words after a prefix": 'name = str(error).removeprefix("Bad ")',
    "a position in the words": 'if told.find("of") > 0: pass',
    "a split": 'words = reason.split("; ")',
    "a match": 'match reason:\n    case "gone": pass',
    "a match of sentences": 'match state:\n    case "not run": pass',
    "an answer's field": 'if body["detail"] == done: pass',
    "an answer's field by get": 'if body.get("detail") == done: pass',
    "a new name for it": 'if (found := row.reason) == "gone": pass',
    "one of two": 'if (reason if late else note) == "gone": pass',
    "a part of a longer text": 'if f"{row.reason}" == "gone": pass',
    "a beginning of it": 'if reason[:4] == "gone": pass',
    "SQL's substr": "begins = func.substr(_DOWNLOADS.c.duration_check, 1, 8)",
    "SQL's LIKE": 'query = query.where(_DOWNLOADS.c.reason.like("queued%"))',
    "SQL in words": "text(\"substr(duration_check, 1, 8) <> 'verified'\")",
    "LIKE in words": "text(\"reason LIKE 'queued%'\")",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=list(PLANTED))
def test_a_decision_by_words_is_found(source: str):
    """In each of these forms."""
    assert decisions(textwrap.dedent(source))


@pytest.mark.parametrize(
    "source",
    [
        "if reason: pass",
        "if reason is None: pass",
        'told = f"{download.status}: {reason}"',
        'told = "; ".join(filter(None, (reason, note)))',
        "if download.reason_kind is ReasonKind.REVERTED: pass",
        'if status == "approved": pass',
        'if path.startswith("/api/"): pass',
        'shown = reason.replace("_", " ")',
    ],
)
def test_to_ask_whether_there_is_a_message_and_to_show_it_is_fine(source: str):
    """Only what it says may not decide."""
    assert decisions(source) == []
