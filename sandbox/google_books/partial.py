"""Partial answers: what the ``fields`` parameter leaves of one."""

from collections.abc import Mapping
from typing import Any

Selection = dict[str, "Selection"]
"""Names with what is selected below them; nothing below means everything."""


class BadSelectionError(Exception):
    """The brackets of a selection do not match."""


def parse(text: str) -> Selection:
    """What ``totalItems,items(id,volumeInfo/title)`` selects.

    Raises:
        BadSelectionError: Its brackets do not match.
    """
    selection: Selection = {}
    for part in _split(text):
        name, _, inner = part.partition("(")
        if bool(inner) != part.endswith(")"):
            raise BadSelectionError(part)
        place = selection
        for step in name.split("/"):
            place = place.setdefault(step, {})
        place.update(parse(inner[:-1]) if inner else {})
    return selection


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            raise BadSelectionError(text)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    if depth:
        raise BadSelectionError(text)
    return parts


def select(value: Any, selection: Selection) -> Any:
    """The value with only what is selected."""
    if not selection or "*" in selection:
        return value
    if isinstance(value, list):
        return [select(item, selection) for item in value]
    if isinstance(value, Mapping):
        return {name: select(value[name], below) for name, below in selection.items() if name in value}
    return value
