"""A change of a path below a watched folder."""

from enum import StrEnum
from typing import NamedTuple


class What(StrEnum):
    """The kind of change."""

    FOLDER_CAME = "folder came"
    CHANGED = "changed"
    WENT = "went"
    LOST = "lost"
    """Some changes below the path were not reported."""


class Change(NamedTuple):
    """One change."""

    what: What
    path: str
