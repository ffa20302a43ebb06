"""Pydantic's errors as sentences that continue after the name of a field."""

import re
from typing import Final

from pydantic_core import ErrorDetails

_MEMBER: Final = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""A choice that is a member of an enum, as Python has it: only its value means something to a person."""


def own_words(error: ErrorDetails) -> str:
    """A validator's own message if it raised one; else pydantic's, in the same form."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    said = _MEMBER.sub(r"\1", error["msg"])
    return said[:1].lower() + said[1:] if said[1:2].islower() else said
