"""Which input a setting needs, as its field says."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import SecretStr

from daemon.config.characters import IN_LINES
from daemon.config.settings import Settings

_BOOKS: Final = "search_queries"


class Kind(StrEnum):
    """The kind of an input. A secret is entered and never shown; `books` are pairs of author and series or title."""

    TEXT = "text"
    LINES = "lines"
    BOOKS = "books"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105 - a kind of input


@dataclass(frozen=True, slots=True)
class Input:
    """The input of one setting, with its choices."""

    kind: Kind
    choices: tuple[str, ...] = ()


def input_of(name: str) -> Input:
    """The input of a setting, by its name in lower case."""
    field = Settings.names()[name]
    annotation: Any = field.annotation
    if SecretStr in _parts(annotation):
        return Input(Kind.SECRET)
    if get_origin(annotation) is Literal:
        return Input(Kind.CHOICE, tuple(get_args(annotation)))
    if annotation is bool:
        return Input(Kind.SWITCH, ("true", "false"))
    if annotation in {int, float}:
        return Input(Kind.NUMBER)
    return Input(Kind.BOOKS if name == _BOOKS else Kind.LINES if name in IN_LINES else Kind.TEXT)


def _parts(annotation: Any) -> set[Any]:
    inner = get_args(annotation)
    return {annotation} if not inner else set().union(*map(_parts, inner))
