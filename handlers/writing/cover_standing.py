"""What is known of an item's cover."""

import hashlib

from clients.audiobookshelf import LibraryItem
from clients.images import NoPictureError, read_picture
from domain.events import CoverDue
from domain.policy import FieldName, Policy, Rule
from store.changes import Change


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
        return f"a person undid change {newest.undoes}"
    return "a person removed it since"
