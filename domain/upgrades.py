"""Whether an edition is better than an existing one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from domain.editions import Preferences, choose
from domain.recording import Recording

# What makes a recording better for its listener; cost and seeders only matter without an edition.
_KNOWN: Final[Mapping[str, Callable[[Recording], Any]]] = {
    "narrator": lambda found: found.narrators,
    "language": lambda found: found.language,
    "unabridged": lambda found: found.abridged is not None,
    "format": lambda found: found.file_types,
    "chapters": lambda found: found.chapters is not None,
    "bitrate": lambda found: found.bitrate_kbps is not None,
}


def upgrade(candidate: Recording, *, over: Recording, preferences: Preferences) -> str | None:
    """Why *candidate* is the better edition, in a sentence; None when it is not, or when that is unknown.

    Only properties known of both count.
    """
    order = tuple(name for name in preferences.order if name in _KNOWN)
    if preferences.narrators and "narrator" not in order:
        order = ("narrator", *order)
    order = tuple(name for name in order if _KNOWN[name](candidate) and _KNOWN[name](over))
    if not order:
        return None
    known = replace(preferences, order=order, narrators=preferences.narrators if "narrator" in order else ())
    choice = choose([over, candidate], preferences=known)
    return choice.why if choice.decided_by is not None and choice.chosen is candidate else None
