"""Pydantic's errors as sentences that continue after the name of a field."""

from pydantic_core import ErrorDetails


def own_words(error: ErrorDetails) -> str:
    """A validator's own message if it raised one; else pydantic's, in the same form."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    said = error["msg"]
    return said[:1].lower() + said[1:] if said[1:2].islower() else said
