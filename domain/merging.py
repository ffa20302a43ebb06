"""Whose value wins: ours only where no person has spoken."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Never(Enum):
    """Marks that we have not written a field."""

    WRITTEN = "never written"


NEVER: Final = Never.WRITTEN


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to write a field, and the sentence why."""

    write: bool
    why: str


def decide(*, current: Any, wanted: Any, last_written: Any, from_files: Any) -> Decision:
    """Whether *wanted* may replace *current*.

    Args:
        current: What the item holds now; None, False, "" or an empty list is empty.
        wanted: What we would write.
        last_written: What we wrote last; `NEVER` when we have not.
        from_files: What a scan reads from the audio files; it is nobody's edit.

    Returns:
        Write where the field is empty and never ours, still holds what we wrote, or holds what the files
        say. A value that we wrote and that is gone was taken away by a person, and stays away.
    """
    if current == wanted:
        return Decision(write=False, why="already right")
    if last_written is not NEVER:
        if current == last_written:
            return Decision(write=True, why="replaces what was written before")
        if current == from_files and from_files:
            return Decision(write=True, why="a rescan put the files' own value back")
        return Decision(write=False, why="a person changed it since")
    if not current:
        return Decision(write=True, why="was empty")
    if current == from_files:
        return Decision(write=True, why="replaces the files' own value")
    return Decision(write=False, why="a person entered it")
