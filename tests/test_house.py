"""The sizes that keep the program easy to read, measured in its source."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

import pytest

from tests.fixtures.places import ROOT
from tests.fixtures.sources import nodes

PACKAGES = ("daemon", "handlers", "store", "clients", "domain", "sandbox", "benchmarks")
P95_LINES = 20
FUNCTION_LINES = 40
FILE_LINES = 250
BLOCK_LINES = 6
ENOUGH_FUNCTIONS = 15
"""Of fewer, a folder says little; of 15 to 19, one in twenty is none: each of them is short."""

# One process: what was read for one package is there for the next question.
pytestmark = pytest.mark.xdist_group("house")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Line(NamedTuple):
    """A line of code: where it stands, and what is in it."""

    file: str
    number: int
    text: str


@cache
def files(package: str) -> tuple[str, ...]:
    """The source files of a package, without the steps of a migration, which never change again."""
    found = (path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted(str(path) for path in found if "versions" not in path.parts))


@cache
def code_lines(file: str) -> dict[int, str]:
    """The lines with code in them, by number: no blanks, comments or docstrings."""
    lines = enumerate((ROOT / file).read_text().splitlines(), 1)
    said = set(docstring_lines(file))
    return {
        n: text.strip()
        for n, text in lines
        if n not in said and text.strip().lstrip("#") == text.strip() != ""
    }


def docstring_lines(file: str) -> Iterator[int]:
    """The lines of all strings that stand alone."""
    for node in nodes(file):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


@cache
def functions(file: str) -> tuple[tuple[str, int], ...]:
    """Each function's name, and its lines with code; those of functions inside of it count as its own."""
    lines = code_lines(file)
    spans = [
        (node.name, range(node.lineno, (node.end_lineno or node.lineno) + 1))
        for node in nodes(file)
        if isinstance(node, Function)
    ]
    return tuple((f"{file}:{name}", sum(1 for n in span if n in lines)) for name, span in spans)


def compared_lines(file: str) -> list[Line]:
    """What may be written twice: code, but for imports and lone punctuation."""
    passed: set[int] = set()
    for node in nodes(file):
        if isinstance(node, ast.Import | ast.ImportFrom):
            passed.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    told = code_lines(file).items()
    return [Line(file, n, text) for n, text in told if n not in passed and re.search(r"\w", text)]


def repeated_blocks() -> Iterator[tuple[Line, Line]]:
    """Where six equal lines begin for the first time and again; of a longer block its beginning."""
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    lines = {file: compared_lines(file) for package in PACKAGES for file in files(package)}
    for file, found in lines.items():
        for start in range(len(found) - BLOCK_LINES + 1):
            block = tuple(line.text for line in found[start : start + BLOCK_LINES])
            places[block].append((file, start))
    pairs = {pair for spots in places.values() for pair in pairwise(spots)}
    for one, other in sorted(pairs):
        begins = ((one[0], one[1] - 1), (other[0], other[1] - 1)) not in pairs
        if begins and (one[0] != other[0] or other[1] - one[1] >= BLOCK_LINES):
            yield lines[one[0]][one[1]], lines[other[0]][other[1]]


def beyond(sizes: dict[str, int], limit: int) -> dict[str, int]:
    """What is larger than it may be."""
    return {name: size for name, size in sizes.items() if size > limit}


def sizes_by_folder() -> dict[str, list[int]]:
    """Of each folder, with those below it, the sizes of its functions."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for file in chain.from_iterable(map(files, PACKAGES)):
        found = [size for _, size in functions(file)]
        for folder in PurePosixPath(file).parents[:-1]:
            sizes[str(folder)] += found
    return sizes


def test_nineteen_functions_of_twenty_are_short():
    """Of each folder's functions at most one in twenty has more than twenty lines of code; none hides behind a package."""
    sizes = {folder: sorted(of) for folder, of in sizes_by_folder().items() if len(of) >= ENOUGH_FUNCTIONS}

    assert set(PACKAGES) < set(sizes)
    assert beyond({folder: of[int(len(of) * 0.95)] for folder, of in sizes.items()}, P95_LINES) == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_long(package: str):
    """Forty lines of code are the most that a function has."""
    sizes = dict(one for file in files(package) for one in functions(file))

    assert beyond(sizes, FUNCTION_LINES) == {}


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "docs", "deploy"])
def test_no_file_is_long(package: str):
    """A file is one idea: at 250 lines it is split."""
    sizes = {file: len((ROOT / file).read_text().splitlines()) for file in files(package)}

    assert beyond(sizes, FILE_LINES) == {}


def test_nothing_is_written_twice():
    """No six lines of code in a row stand in a second place."""
    pairs = Counter(f"{one.file} ~ {other.file}" for one, other in repeated_blocks())

    assert beyond(pairs, 0) == {}
