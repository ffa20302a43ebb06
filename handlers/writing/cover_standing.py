"""What is known of an item's cover."""

import hashlib
from dataclasses import dataclass
from typing import Final

from clients.audiobookshelf import LibraryItem
from clients.images import NoPictureError, read_picture
from domain.events import CoverDue
from domain.policy import FieldName, Policy, Rule
from store.changes import Change

NEVER: Final = "METADATA_POLICY says never"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverStanding:
    """What is known of an item's cover.

    Args:
        newest: The newest change of it.
        is_ours: Whether the item shows what that change wrote.
        why_left: Why no event sets it; None where one may.
        why_not_taken: Why not even a person's word sets it; None where it does.
    """

    newest: Change | None
    is_ours: bool
    why_left: str | None
    why_not_taken: str | None


def cover_due(
    policy: Policy, item: LibraryItem, picture: str | None, download_id: int | None
) -> tuple[CoverDue, ...]:
    """The event that gives an item its cover, where it wants one and a source has a *picture*."""
    wants = picture is not None and item.cover_path is None and not item.brings_cover
    return (
        (CoverDue(item=item.id, download=download_id),)
        if wants and policy[FieldName.COVER] is not Rule.NEVER
        else ()
    )


def described(data: bytes | None) -> str | None:
    """The description of a picture that is shown; of any other file its digest."""
    if data is None:
        return None
    try:
        return read_picture(data).description
    except NoPictureError:
        return f"sha256:{hashlib.sha256(data).hexdigest()}"


def why_kept(item: LibraryItem, newest: Change | None) -> str | None:
    """Why an item's cover is not ours to set; None where it is."""
    if item.is_missing:
        return "its files are missing"
    if item.cover_path is not None:
        return "is filled in already"
    if item.brings_cover:
        return "its files have a picture, which Audiobookshelf takes at its next scan"
    anew = item.added_at is not None and item.added_at == item.updated_at
    if newest is None or (newest.after is not None and anew):
        return None  # never set, or the item was added again since and no person removed it
    if newest.undoes is not None and newest.after is None:
        return f"you undid change {newest.undoes}"
    return "someone removed it since"


def why_not_replaced(item: LibraryItem, *, is_ours: bool) -> str | None:
    """Why an item's cover cannot be replaced; None where there is none, or ours."""
    if item.is_missing:
        return "its files are missing"
    if item.cover_path is None or is_ours:
        return None
    return (
        "the cover that is there is not shelfhook's: Audiobookshelf would delete it, and no undoing could bring it back; "
        "remove it in Audiobookshelf first"
    )


def brief(description: str) -> str:
    """A picture's description for a person: its kind and size."""
    return description.partition(" sha256:")[0]
