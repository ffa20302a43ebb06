"""What the documents name is there: commands with their options, settings, addresses, files and targets of make."""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from daemon.cli import app
from daemon.config.settings import Settings
from daemon.http.routes import API, PAGES
from tests.fixtures.places import ROOT
from tests.fixtures.snippets import documents, snippets

OF_OTHERS = {"comparison.md"}
"""Which names other programs' files."""

THEN = {"decisions.md"}
"""Which names what there was at the time."""

VARIABLES = {
    "CREDENTIALS_DIRECTORY", "SHELFHOOK_CONFIG", "HYPOTHESIS_PROFILE", "RUN_AS", "SHELFHOOK_IMAGE",
    "LIBRARY_SCAN",  # a permission of Audiobookshelf's container
    "SSRF_REQUEST_FILTER_WHITELIST",  # Audiobookshelf's
}  # fmt: skip
"""What is no setting: read by programs around the daemon."""

ELSEWHERE = {"/api/me"}
"""Audiobookshelf's."""

CALL = re.compile(
    r"(?:(?:sudo|-u \w+|[A-Z_]+=\S*|docker compose exec|docker exec|-(?!u\b)\w+|shelfhook(?= shelfhook))\s+)*"
    r"(?:\S*/)?shelfhook(?: +(.*))?$"
)
"""A call of shelfhook, with what people write before it."""

AT_ANY = {"--help", "-h", "--install-completion", "--show-completion"}

ours = pytest.mark.parametrize(
    "document", [one for one in documents() if one.name not in OF_OTHERS | THEN], ids=lambda path: path.name
)


def code(document: Path) -> list[str]:
    """Each piece of code within the text."""
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def command_lines(document: Path) -> Iterator[str]:
    """Each call of shelfhook: in the text, and in blocks of a shell's lines."""
    lines = code(document)
    for snippet in snippets(document):
        if snippet.language in {"sh", "console"}:
            lines += re.split(r"\n|&&|\|\|?|;", snippet.text.replace("\\\n", " "))
    for line in lines:
        if found := CALL.match(line.partition(" #")[0].strip()):
            yield found[1] or ""


@cache
def program() -> Any:
    """The command line's tree of commands."""
    return typer.main.get_command(app)


def wrong_in(line: str) -> str | None:
    """The first word of a call that no command has."""
    command, rest = program(), line.split()
    parameters = list(command.params)
    while rest and rest[0] in (of := getattr(command, "commands", {})):
        command = of[rest.pop(0)]
        parameters += command.params
    for sub in getattr(command, "commands", {}).values():
        parameters += sub.params if sub.hidden else []  # what the group does by itself
    options = {name for one in parameters for name in (*one.opts, *one.secondary_opts)} | AT_ANY
    unknown = [word for word in rest if word.startswith("-") and word.partition("=")[0] not in options]
    asks = getattr(command, "commands", {}) and not getattr(command, "invoke_without_command", False)
    return next(iter(unknown), rest[0] if rest and asks and re.match("[a-z]", rest[0]) else None)


@ours
def test_commands_and_their_options_exist(document):
    """In sentences and in blocks."""
    calls = [line for line in command_lines(document) if re.match(r"$|[a-z-]", line)]

    assert [(line, word) for line in calls if (word := wrong_in(line)) is not None] == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("status --json", None),
        ("downloads list --state proposed", None),
        ("downloads lst", "lst"),
        ("nope", "nope"),
        ("status --nope", "--nope"),
        ("run search", None),
        ("import 3 --dry-run", None),
    ],
)
def test_a_wrong_command_is_found(line, word):
    """Or the others would hold for anything."""
    assert wrong_in(line) == word


@ours
def test_settings_exist(document):
    """Names in capitals are settings, or variables of the programs around the daemon."""
    named = {word for one in code(document) for word in re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", one)}

    assert named - {name.upper() for name in Settings.names()} - VARIABLES == set()


def is_route(path: str) -> bool:
    """Whether a page or an operation is there; `…`, `N` and the like stand for any part."""
    parts = path.partition("?")[0].strip("/").split("/")
    for route in (*API, *PAGES):
        own = re.sub(r"\{[^}]+\}", "*", re.sub(r":[^}]*\}", "}", route.path)).strip("/").split("/")
        pairs = list(itertools.zip_longest(parts, own))
        if all(b in {a, "*"} or a == "…" or (a is None and parts[-1] == "…") for a, b in pairs):
            return True
    return False


@ours
def test_addresses_exist(document):
    """Of the API and of the pages."""
    named = {
        found[1]
        for one in code(document)
        if (found := re.fullmatch(r"(?:GET |POST )?(/api/\S+|(?<= )/\S*)", one))
    }
    named |= {
        one
        for one in code(document)
        if re.fullmatch(
            r"/(?:health|metrics|livez|readyz|search|events|imports|check-up|books|login|live|settings)(?:/\S*)?",
            one,
        )
    }

    assert {path for path in named - ELSEWHERE if not is_route(path)} == set()


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/api/downloads/N/retry", True),
        ("/api/downloads/N/nope", False),
        ("/api/…", True),
        ("/nope", False),
        ("/books/ID", True),
    ],
)
def test_a_wrong_address_is_found(path, there):
    """Or the others would hold for anything."""
    assert is_route(path) is there


@ours
def test_files_of_the_repository_exist(document):
    """Those that a sentence gives as a proof, above all."""
    folders = "daemon|domain|store|clients|handlers|sandbox|tests|deploy|benchmarks|docs|requirements"
    named = {one for one in code(document) if re.fullmatch(rf"(?:{folders})/[^\s<…*]*|test_\w+\.py", one)}

    tests = {one.name for one in (ROOT / "tests").rglob("test_*.py")}
    assert {one for one in named if one not in tests and not (ROOT / one).exists()} == set()


@ours
def test_targets_of_make_exist(document):
    """Alone or with a variable before or behind."""
    lines = [*code(document), *(line for one in snippets(document) for line in one.text.splitlines())]
    named = {found[1] for line in lines if (found := re.search(r"(?:^|\s)make ([a-z][a-z-]*)", line))}
    targets = re.findall(r"^([a-z][a-z -]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert named - {name for line in targets for name in line.split()} == set()
