"""Pydantic's errors as sentences that continue after the name of a field."""

import re
from typing import Final

from pydantic_core import ErrorDetails

_MEMBER: Final = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""A choice that is a member of an enum, as Python has it: only its value means something to a person."""

_REPEATED: Final = re.compile(r", unable to (?:parse|interpret) .+$")
"""The end that says again that the value is not what it must be."""


def own_words(error: ErrorDetails) -> str:
    """A validator's own message if it raised one; else pydantic's, in the same form: "must be 'auto' or 'off'"."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    said = _MEMBER.sub(r"\1", _REPEATED.sub("", error["msg"]))
    said = said.replace("Input should be", "must be").replace("Input should", "must")
    return said[:1].lower() + said[1:] if said[1:2].islower() else said
