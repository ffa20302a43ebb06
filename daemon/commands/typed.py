"""What a person typed, as what it means."""

import difflib
from collections.abc import Mapping
from enum import StrEnum

import typer

from daemon.commands.tables import safe
from daemon.words.wording import named
from domain.errors import NotFoundError


def typed_state(typed: str, states: type[StrEnum]) -> str:
    """The slug of a state as a person types it: with hyphens, underscores or as it is shown; empty for empty.

    Raises:
        NotFoundError: No state is called so; the message names the nearest.
    """
    known = {folded(word): str(state.value) for state in states for word in (named(state), state.value)}
    return one_of(known, typed, "state") if typed else ""


def typed_cycle(typed: str) -> str:
    """The cycle's name as a person types it; empty for empty.

    Raises:
        NotFoundError: No cycle is called so.
    """
    from domain.cycles import CYCLES

    return one_of({name: name for name in CYCLES}, typed, "cycle") if typed else ""


def typed_event_kind(typed: str) -> str:
    """The kind of event that a person types, by its slug or its name; empty for empty.

    Raises:
        NotFoundError: No kind is called so.
    """
    from daemon.words.event_kinds import EVENT_KINDS

    known = {word: kind for kind, name in EVENT_KINDS.items() for word in (kind, folded(name))}
    return one_of(known, typed, "kind of event") if typed else ""


def one_of(known: Mapping[str, str], typed: str, thing: str) -> str:
    """What is meant by a word, with hyphens, underscores or spaces.

    Args:
        known: The values, each by a name in lower case with hyphens.
        typed: As a person types it.
        thing: What they are, for the message.

    Raises:
        NotFoundError: None is called so; the message names the nearest, or all.
    """
    if found := known.get(folded(typed)):
        return found
    near = difflib.get_close_matches(folded(typed), known, n=1)
    listed = ", ".join(dict.fromkeys(map(folded, known.values())))
    hint = f"did you mean {folded(known[near[0]])}?" if near else f"there are {listed}"
    raise NotFoundError(f"there is no {thing} '{safe(typed)}'; {hint}")


def number(typed: str) -> int:
    """A number as lists show it.

    Raises:
        typer.BadParameter: It is none.
    """
    if not (typed.isascii() and typed.isdigit()):
        raise typer.BadParameter(f"'{safe(typed)}' is not a number")
    return int(typed)


def folded(text: str) -> str:
    """A word as it is compared: in lower case, with hyphens."""
    return text.strip().lower().replace("_", "-").replace(" ", "-")
