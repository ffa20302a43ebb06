"""Whose value wins: ours only where no person has spoken."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from domain.policy import Rule


class Never(Enum):
    """Marks that we have not written a field."""

    WRITTEN = "never written"


NEVER: Final = Never.WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a field.

    Args:
        current: What the item holds now; None, False, "" or an empty list is empty.
        last_written: What it held when we had read back our last write; `NEVER` when there was none.
        from_files: What a scan would set; not a person's edit. None when it would leave the field alone.
        is_placeholder: Whether it holds what Audiobookshelf put there for want of a value: it counts as empty.
        left_to_people: Why the field is a person's whatever it holds; None when it is not.
    """

    current: Any
    last_written: Any = NEVER
    from_files: Any = None
    is_placeholder: bool = False
    left_to_people: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to write a field, the sentence why, and whether it is `kept`: left because a person has spoken."""

    write: bool
    why: str
    kept: bool = False


def decide(standing: Standing, wanted: Any, rule: Rule) -> Decision:
    """Whether *wanted* may replace what the field holds.

    Write where the field is empty and was never ours; with the rule ``ours`` also where it still holds what
    we wrote or what the files say. What we wrote and is gone was taken away by a person, and stays away.

    A person who enters the very value that we wrote last agrees with us, and the field stays ours: the
    two cannot be distinguished.
    """
    if rule is Rule.NEVER:
        return Decision(write=False, why="METADATA_POLICY says never")
    if standing.current == wanted:
        return Decision(write=False, why="already right")
    if wanted is None or wanted in ("", []):
        return Decision(write=False, why="nothing is known")
    if standing.left_to_people is not None:
        return Decision(write=False, why=standing.left_to_people, kept=True)
    if standing.last_written is NEVER:
        return _first(standing, rule)
    return _again(standing, rule)


def _first(standing: Standing, rule: Rule) -> Decision:
    if standing.is_placeholder:
        return Decision(write=True, why="was there for want of a value")
    if not standing.current:
        return Decision(write=True, why="was empty")
    if rule is Rule.EMPTY:
        return Decision(write=False, why="is filled in already")
    if standing.current == standing.from_files:
        return Decision(write=True, why="replaces the files' own value")
    return Decision(write=False, why="someone entered it", kept=True)


def _again(standing: Standing, rule: Rule) -> Decision:
    if standing.current != standing.last_written:
        if not standing.current or standing.current != standing.from_files:
            return Decision(write=False, why="someone changed it since", kept=True)
        if rule is Rule.OURS:
            return Decision(write=True, why="a scan put the files' own value back")
    if rule is Rule.EMPTY:
        return Decision(write=False, why="is filled in already")
    return Decision(write=True, why="replaces what was written before")
