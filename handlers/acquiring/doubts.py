"""Why a person decides on a match, despite the settings."""

from collections.abc import Sequence
from typing import Final

from domain.editions import Preferences, not_asked_for
from domain.facts import ReasonKind
from domain.languages import language_name
from domain.recording import Recording
from handlers.acquiring.holdings import Held

_EXAMPLE: Final = "an example and not on a list of yours: SEARCH_QUERIES and SEARCH_FILE are empty"


def doubts_about(
    recording: Recording, held: Sequence[Held], preferences: Preferences, *, by_id: bool, example: bool
) -> list[tuple[ReasonKind, str]]:
    """Why a person has to decide, despite the settings.

    Args:
        recording: The chosen edition.
        held: What may be the same book.
        preferences: With the languages that are wanted.
        by_id: Whether a person named the torrent, and so has seen it.
        example: Whether it is of no list of the user's, and would be downloaded otherwise.
    """
    perhaps = [one.where for one in held if not one.sure]
    kinds = () if by_id else not_asked_for(recording, languages=preferences.languages)
    return [
        *([(ReasonKind.EXAMPLE, _EXAMPLE)] if example else []),
        *((ReasonKind.PERHAPS_HELD, f"you may already have it: {where}") for where in perhaps),
        *((kind, _doubt(kind, recording, preferences)) for kind in kinds),
    ]


def _doubt(kind: ReasonKind, edition: Recording, preferences: Preferences) -> str:
    """Why an edition needs a person, as text for that person."""
    if kind is ReasonKind.ABRIDGED:
        return "the best edition found is abridged"
    wanted = " or ".join(map(language_name, preferences.languages))
    return f"the best edition found is in {language_name(edition.language or '')}, not in {wanted}"
