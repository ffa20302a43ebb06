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
    "SQL's LIKE of a part": 'query.where(func.lower(_DOWNLOADS.c.reason).like("x"))',
    "a length": "if len(finding.evidence) > 10: pass",
    "a function of re": 'from re import search\nif search("x", finding.mend): pass',
    "a function of operator": 'if operator.contains(finding.evidence, "x"): pass',
    "a shell's pattern": 'if fnmatch.fnmatch(reason, "gone*"): pass',
    "a method that is passed on": "found = list(filter(finding.evidence.__contains__, WORDS))",
    "another variable": 'shown = finding.evidence\nif shown == "x": pass',
    "a variable of a variable": 'def f():\n    one = str(error)\n    other = one.lower()\n    return other == "x"',
    "an argument taken out": 'shown, = error.args\nif shown == "x": pass',
    "each of several": 'for one in problem.detail:\n    if one == "x": pass',
    "an error in a longer text": 'if f"{error}" == "x": pass',
    "an error in a format": 'if "{}".format(error) == "x": pass',
    "an error in an old format": 'if "%s" % error == "x": pass',
    "an attribute by its name": 'if getattr(row, "reason") == "x": pass',
    "the system's text": 'if "space" in error.strerror: pass',
    "digits in it": "if reason[0].isdigit(): pass",
    "a set": "if {reason} & GONE: pass",
    "a set's method": "if not GONE.isdisjoint({row.reason}): pass",
    "its place in a list": "style = STYLES[TEXTS.index(reason)]",
    "a match of several": 'match (status, reason):\n    case (1, "gone"): pass',
    "a match of a field": 'match row:\n    case Row(reason="gone"): pass',
    "a constant": 'GONE = "it is gone"\nif state == GONE: pass',
    "constants": 'GONE = ("it is gone", "not there")\nif state in GONE: pass',
    "a table of sentences": 'STYLES = {"needs a person": 1}\nstyle = STYLES[state]',
    "a lookup in such a table": 'STYLES = {"needs a person": 1}\nstyle = STYLES.get(state)',
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
        "match problem:\n    case ImportProblem.NO_SPACE: pass",
        "match row:\n    case Row(reason=shown): pass",
        'PREFIX = "browser session "\nours = name.startswith(PREFIX)',
        'WORDS = {"half": 0.5, "half a": 0.5}\namount = WORDS[token]',
    ],
)
def test_to_ask_whether_there_is_a_message_and_to_show_it_is_fine(source: str):
    """Only what it says may not decide."""
    assert decisions(source) == []
