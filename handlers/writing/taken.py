"""What became of a person's wish."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the wish to take a source's value: it is what the field holds now, or `why` says why not."""

    done: bool
    value: Any
    why: str
