"""The program speaks in the words of docs/glossary.md, to its users and to its developers."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.fixtures.places import ROOT
from tests.fixtures.sources import nodes
from tests.test_house import PACKAGES, files

EXCEPTIONS = {
    "domain/recording_check.py": "the verdict “cannot tell”, as stores and the API have it",
}
"""Where a word of the list stands for good, and why."""

MOST_EXCEPTIONS = 5
_TAG = re.compile(r"\{#.*?#\}|<[^<>{}]*(?:\{\{.*?\}\}[^<>{}]*)*>", re.DOTALL)
_EXPRESSION = re.compile(r"\{[{%].*?[%}]\}")
_TEXT = re.compile(r'"([^"]*)"')
_NAME = re.compile(r"[a-z0-9_.:/-]*")
_AS_CODE = re.compile(
    r"(?m:^\s+\w+: )|(?s:```.*?```)|``[^`]*``|`[^`]*`|\*\w+\*|\$\{[^}]*\}|\{[{%].*?[%}]\}|/api/\S+|\\fB.*?\\fR"
)


UNUSED = "Words that we do not use"
INTERNAL = "Words that only the code uses"
FOR_DEVELOPERS = frozenset({"architecture.md", "decisions.md"})


@cache
def words_of(heading: str) -> re.Pattern[str]:
    """The words in code font in the first column of a table of the glossary; the code's own with their capitals."""
    _, _, after = (ROOT / "docs" / "glossary.md").read_text().partition(f"\n## {heading}\n")
    table, _, _ = after.partition("\n## ")
    words = [
        word
        for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
        for word in re.findall(r"`([^`]+)`", row)
    ]
    return re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE if heading == UNUSED else re.NOFLAG)


def prose(file: str) -> Iterator[tuple[int, str]]:
    """Comments, docstrings and messages of a source file, each with its line; a string without blanks is no message."""
    for node in nodes(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value
    yield from comments(file)


def notes(file: str) -> Iterator[tuple[int, str]]:
    """Comments, docstrings and the names of functions, in words, each with its line."""
    for node in nodes(file):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name.replace("_", " ")
    yield from comments(file)


def comments(file: str) -> Iterator[tuple[int, str]]:
    """The comments, each with its line."""
    source = (ROOT / file).read_text()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def messages(file: str) -> Iterator[tuple[int, str]]:
    """What a source file may show to users, each with its line: its texts but for docstrings and names."""
    alone = {id(node.value) for node in nodes(file) if isinstance(node, ast.Expr)}
    for node in nodes(file):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            if _NAME.fullmatch(node.value):
                continue
            yield node.lineno, node.value


def documents() -> Iterator[Path]:
    """The pages, the documents, the settings' explanations and the man page."""
    yield from (ROOT / "daemon" / "http" / "templates").rglob("*.html")
    yield from (ROOT / "docs").glob("*.md")
    yield from (ROOT / "README.md", ROOT / ".env.example", ROOT / "docs" / "shelfhook.1")


def spoken(path: Path) -> str:
    """What a document says; a template's tags, comments and names say nothing, the texts in its expressions do."""
    text = path.read_text()
    if path.suffix != ".html":
        return text
    lined = _TAG.sub(lambda tag: "\n" * tag[0].count("\n"), text)
    return _EXPRESSION.sub(
        lambda one: " ".join(t for t in _TEXT.findall(one[0]) if not _NAME.fullmatch(t)), lined
    )


def found_in(text: str, first: int = 1, *, heading: str = UNUSED) -> Iterator[tuple[int, str]]:
    """The words of a list in a text, each with its line; what is written as code does not count."""
    spoken = _AS_CODE.sub(lambda code: "\n" * code[0].count("\n"), text)
    for number, line in enumerate(spoken.splitlines(), first):
        for found in words_of(heading).finditer(line):
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
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {word}"
        for path in documents()
        if path.name not in {"glossary.md", "decisions.md"}
        for number, word in found_in(spoken(path))
    ]

    assert wrong == []


@pytest.mark.parametrize("package", ["tests", "benchmarks"])
def test_the_tests_use_the_words_of_the_glossary(package):
    """Their docstrings, comments and the names of their functions; what a program says to them is not theirs."""
    wrong = [
        f"{file}:{number}: {word}"
        for file in files(package)
        for start, text in notes(file)
        for number, word in found_in(text, start)
    ]

    assert wrong == []


@pytest.mark.parametrize("package", ["daemon", "handlers", "store", "clients", "domain", "sandbox"])
def test_a_message_has_no_word_of_the_code(package):
    """Errors, reasons, labels and answers; a name, of a setting or of a command, is no such word."""
    wrong = [
        f"{file}:{number}: {word}"
        for file in files(package)
        for start, text in messages(file)
        for number, word in found_in(text, start, heading=INTERNAL)
    ]

    assert wrong == []


def test_what_users_read_has_no_word_of_the_code():
    """The pages and the documents, but for those for developers."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {word}"
        for path in documents()
        if path.name not in FOR_DEVELOPERS
        for number, word in found_in(spoken(path), heading=INTERNAL)
    ]

    assert wrong == []


def test_exceptions_are_few_and_needed():
    """At most five, each for a place that has such a word."""
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS
    for place in EXCEPTIONS:
        inside = [file for file in files("domain") if file.startswith(place)]
        assert any(list(found_in(text)) for file in inside for _, text in prose(file)), place


def test_a_page_writes_a_first_letter_large_in_one_way():
    """By the filter `capital`, which leaves names like qBittorrent and paths as they are."""
    wrong = [path.name for path in documents() if path.suffix == ".html" and "[:1]" in path.read_text()]

    assert wrong == []
