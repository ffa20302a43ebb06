"""What speaks against a library item that a person links to a download."""

from domain.listed_duration import agrees, clock_text
from domain.matching import Verdict, same_book
from domain.recording import Recording


def contradiction(recording: Recording, item: Recording, *, item_seconds: float | None) -> str | None:
    """Why an item seems to be another book or recording than MAM's, in a sentence; None where nothing says so.

    Args:
        recording: As MAM lists it.
        item: The item's metadata.
        item_seconds: The length of the item's audio; None for unknown.
    """
    match = same_book(recording, item)
    if match.verdict is Verdict.NO_MATCH:
        return match.why
    listed = recording.duration_seconds
    if listed and item_seconds and not agrees(listed, item_seconds):
        return f"It is {clock_text(item_seconds)} long, and MyAnonamouse lists {clock_text(listed)}."
    return None
