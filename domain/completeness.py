"""How much is known of a recording."""

from dataclasses import dataclass
from typing import Final

from domain.recording import Recording

FIELDS: Final = {
    "narrator": "narrators",
    "duration": "duration_seconds",
    "abridged": "abridged",
    "publisher": "publisher",
    "release date": "release_date",
}
"""What a listener wants to know of a recording besides its title, and the field for it."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """Which of `FIELDS` are known and which are not, in their order."""

    known: tuple[str, ...]
    missing: tuple[str, ...]


def completeness(recording: Recording) -> Completeness:
    """What is known of *recording*."""
    known = tuple(name for name, field in FIELDS.items() if getattr(recording, field) not in (None, ()))
    return Completeness(known, tuple(name for name in FIELDS if name not in known))
