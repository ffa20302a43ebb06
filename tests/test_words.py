"""The program speaks in the words of docs/glossary.md, to its users and to its developers."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache

import pytest

from tests.fixtures.places import ROOT
from tests.test_house import PACKAGES, files

EXCEPTIONS = {
    "domain/recording_check.py": "the verdict “cannot tell”, as stores and the API have it",
}
"""Where a word of the list stands for good, and why."""

MOST_EXCEPTIONS = 5
_AS_CODE = re.compile(
    r"(?m:^\s+\w+: )|(?s:```.*?```)|``[^`]*``|`[^`]*`|\*\w+\*|\$\{[^}]*\}|\{[{%].*?[%}]\}|/api/\S+"
)


@cache
def unused_words() -> re.Pattern[str]:
    """The words in code font in the glossary's table of words that we do not use."""
    _, _, table = (ROOT / "docs" / "glossary.md").read_text().partition("\n## Words that we do not use\n")
    words = [
        word
        for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
        for word in re.findall(r"`(\w+)`", row)
    ]
    return re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE)


def prose(file: str) -> Iterator[tuple[int, str]]:
    """Comments, docstrings and messages of a source file, each with its line; a string without blanks is no message."""
    source = (ROOT / file).read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def found_in(text: str, first: int = 1) -> Iterator[tuple[int, str]]:
    """The words of the list in a text, each with its line; what is written as code does not count."""
    spoken = _AS_CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
    for number, line in enumerate(spoken.splitlines(), first):
        for found in unused_words().finditer(line):
            yield number, found[0]


@pytest.mark.parametrize("package", [package for package in PACKAGES if package != "benchmarks"])
def test_the_source_uses_the_words_of_the_glossary(package):
    """Docstrings, comments and messages; the table in the glossary says what to write instead."""
    wrong = [
        f"{file}:{number}: {word}"
        for file in files(package)
        if not file.startswith(tuple(EXCEPTIONS))
        for start, text in prose(file)
        for number, word in found_in(text, start)
    ]

    assert wrong == []


def test_what_people_read_uses_the_words_of_the_glossary():
    """The pages, the README, the documents and `.env.example`; two documents are about words and the past."""
    texts = [*(ROOT / "daemon" / "http" / "templates").rglob("*.html"), *(ROOT / "docs").glob("*.md")]
    texts += [ROOT / "README.md", ROOT / ".env.example"]

    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {word}"
        for path in texts
        if path.name not in {"glossary.md", "decisions.md"}
        for number, word in found_in(path.read_text())
    ]

    assert wrong == []


def test_exceptions_are_few_and_needed():
    """At most five, each for a place that has such a word."""
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS
    for place in EXCEPTIONS:
        inside = [file for file in files("domain") if file.startswith(place)]
        assert any(list(found_in(text)) for file in inside for _, text in prose(file)), place
