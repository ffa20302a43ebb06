"""Reads the user's list of queries, and reports where it is wrong."""

import difflib
import json
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.errors import BadInputError
from domain.matching.text import words
from domain.search_queries import BookQuery, pairs
from domain.toml_lines import TomlLines, loaded
from domain.validation import own_words

_KEYS: Final = tuple(name for name in BookQuery.model_fields if name != "either")


def read_pairs(text: str) -> tuple[BookQuery, ...]:
    """The queries of SEARCH_QUERIES: a JSON list of `[author, series-or-title]`.

    Raises:
        BadInputError: With everything that is wrong, and the query of each.
    """
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise _refused("SEARCH_QUERIES", [f"{place}is not JSON; {_PAIRS}"]) from error
    if not isinstance(entries, list) or not entries:
        raise _refused("SEARCH_QUERIES", [f"is not a list of pairs; {_PAIRS}"])
    problems = [
        f"query {at}: {said}" for at, entry in enumerate(entries, 1) if (said := _pair_problem(entry))
    ]
    if problems:
        raise _refused("SEARCH_QUERIES", problems)
    return pairs([(author, name) for author, name in entries])


_PAIRS: Final = 'write it like [["Brandon Sanderson", "Stormlight"], ["Andy Weir", "Project Hail Mary"]]'


def _pair_problem(entry: Any) -> str | None:
    if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(part, str) for part in entry):  # noqa: PLR2004 - a pair
        return "must be two texts, [author, series or title]"
    author, name = (bool(words(part)) for part in entry)
    if author and name:
        return None
    return "has no series or title" if author else "has no author, and without it no match can be proved"


def read_file(text: str, *, name: str) -> tuple[BookQuery, ...]:
    """The queries of a SEARCH_FILE, a `[[query]]` each.

    Args:
        text: Its content, TOML.
        name: The file, for messages.

    Raises:
        BadInputError: With everything that is wrong, each with its line.
    """
    content = loaded(text, name=name, setting="SEARCH_FILE")
    lines = TomlLines(text)
    entries = content.get("query", [])
    problems = [
        f"{name}, line {lines.of_key(key)}: “{key}” is not known; write each query below a line [[query]]"
        for key in content.keys() - {"query"}
    ]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append(f"{name}, line {lines.of_key('query')}: write each query below a line [[query]]")
        raise _refused("SEARCH_FILE", problems)
    queries = []
    for place, entry in enumerate(entries):
        try:
            queries.append(_query(entry))
        except _EntryError as error:
            problems += [
                f"{name}, line {lines.of_entry('query', place, key)}: {said}" for key, said in error.problems
            ]
    if not entries:
        problems.append(f"{name}, line 1: has no [[query]]")
    if problems:
        raise _refused("SEARCH_FILE", problems)
    return tuple(queries)


class _EntryError(Exception):
    """The problems of one query: pairs of the key, or None, and a sentence."""

    def __init__(self, problems: list[tuple[str | None, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


def _query(entry: dict[str, Any]) -> BookQuery:
    unknown = [(key, _unknown(key)) for key in entry if key not in _KEYS]
    if unknown:
        raise _EntryError(list(unknown))
    try:
        return BookQuery.model_validate(entry)
    except ValidationError as error:
        raise _EntryError([_said(one) for one in error.errors()]) from error


def _unknown(key: str) -> str:
    near = difflib.get_close_matches(key, _KEYS, n=1)
    hint = f"did you mean “{near[0]}”?" if near else f"a query may have {', '.join(_KEYS)}"
    return f"“{key}” is not known; {hint}"


def _said(error: ErrorDetails) -> tuple[str | None, str]:
    key, kind = str(error["loc"][0]) if error["loc"] else None, error["type"]
    if kind in {"missing", "too_short"}:
        return (
            None if kind == "missing" else key
        ), f"a query needs an {key}: without it no match can be proved"
    return key, f"{key}: {own_words(error)}" if key else own_words(error)


def _refused(field: str, problems: list[str]) -> BadInputError:
    return BadInputError(field, "; ".join(problems))


_BETWEEN: Final = " | "


def as_lines(text: str) -> str:
    """SEARCH_QUERIES with a line for each pair, "author | series or title"; as it is where that cannot be."""
    try:
        pairs_of = [[one.strip() for one in pair] for pair in json.loads(text)]
        lines = "\n".join(_BETWEEN.join(pair) for pair in pairs_of)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return text
    return lines if from_lines(lines) == json.dumps(pairs_of, ensure_ascii=False) else text


def from_lines(text: str) -> str:
    """SEARCH_QUERIES of such lines; of JSON it is the text itself."""
    if text.lstrip().startswith("["):
        return text
    lines = [line for line in text.splitlines() if line.strip()]
    pairs_of = [[part.strip() for part in line.split("|")] for line in lines]
    return json.dumps(pairs_of, ensure_ascii=False) if pairs_of else ""
