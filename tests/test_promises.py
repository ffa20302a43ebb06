"""What docs/promises.md promises is held by tests that exist."""

import re
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT

DOCUMENT = ROOT / "docs" / "promises.md"


@pytest.fixture(scope="module")
def tests() -> frozenset[str]:
    """The names of all tests."""
    return frozenset(
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)
    )


def promises(text: str) -> list[list[str]]:
    """What holds each promise: the code in the second column of each table's rows."""
    rows = re.findall(r"^\| (?!it promises|---)[^|]+\| ([^|]+) \|$", text, re.MULTILINE)
    return [re.findall(r"`([^`]+)`", row) for row in rows]


def is_there(name: str, tests: frozenset[str]) -> bool:
    """Whether it is a test, or a file with figures."""
    return name in tests or (name.startswith("benchmarks/") and Path(ROOT, name).is_file())


def test_each_promise_is_held_by_something(tests):
    """Each row names a test or a figure, and each of those exists."""
    held = promises(DOCUMENT.read_text())

    assert len(held) > 40
    assert [] not in held
    assert [name for row in held for name in row if not is_there(name, tests)] == []


@pytest.mark.parametrize(
    ("row", "there"),
    [
        ("| a promise | `test_each_promise_is_held_by_something` |", True),
        ("| a promise | `test_nothing_of_the_kind` |", False),
        ("| a promise | `benchmarks/pages.py` |", True),
        ("| a promise | `benchmarks/nothing.py` |", False),
    ],
)
def test_a_wrong_name_is_found(tests, row, there):
    """Or the other would hold for anything."""
    assert [[is_there(name, tests) for name in names] for names in promises(row)] == [[there]]
