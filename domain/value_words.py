"""The words for what a field of a book holds: the same ones in a sentence, on a page and in a command."""

import json
from typing import Any

from domain.counted import counted


def value_in_words(value: Any) -> str:
    """A value as JSON has it, for a person: names with commas between, a series with its number."""
    match value:
        case None | [] | () | "":
            return "nothing"
        case True | False:
            return "yes" if value else "no"
        case [{"title": _}, *_]:
            return f"{counted(len(value), 'chapter', 'chapters')}: {', '.join(str(one['title']) for one in value)}"
        case list() | tuple():
            return ", ".join(map(name_in_words, value))
    return name_in_words(value)


def name_in_words(one: Any) -> str:
    """One of several: a series with its number, anything else by its name."""
    match one:
        case {"name": name, "sequence": str(sequence)} if sequence:
            return f"{name} #{sequence}"
        case {"name": name}:
            return str(name)
        case dict():
            return json.dumps(one, ensure_ascii=False)
    return str(one)
