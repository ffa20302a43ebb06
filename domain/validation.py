"""What pydantic found wrong, in words that fit behind the name of what is wrong."""

from pydantic_core import ErrorDetails


def own_words(error: ErrorDetails) -> str:
    """A validator's own words where it has raised them; else the library's, begun as ours are."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    said = error["msg"]
    return said[:1].lower() + said[1:] if said[1:2].islower() else said
