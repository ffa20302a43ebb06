"""The fields of a book in words: the same ones on the page and in the command line."""

from daemon.words.wording import capital
from domain.policy import FieldName


def field(name: str) -> str:
    """A field of a change as a person would write it."""
    words = name.replace("_", " ")
    if words == FieldName.MISMATCH_TAG:
        return "Tagged as wrong length"
    return words.upper() if words in {"isbn", "asin"} else capital(words)


def in_a_sentence(name: str) -> str:
    """A field's name in the middle of a sentence."""
    words = field(name)
    return words if words.isupper() else words.lower()
