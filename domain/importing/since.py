"""What became of imported books since."""

from enum import StrEnum


class LinkState(StrEnum):
    """How an imported file is now: the torrent's own bytes, a file of its own, or gone."""

    LINKED = "linked"
    COPY = "copy"
    APART = "apart"
    CHANGED = "changed"
    MISSING = "missing"

    @property
    def is_broken(self) -> bool:
        """Whether something happened to it since the import."""
        return self not in {LinkState.LINKED, LinkState.COPY}


class ShelfState(StrEnum):
    """Where an imported book is in Audiobookshelf."""

    PRESENT = "present"
    NOT_YET = "not_yet"
    MOVED = "moved"
    MERGED = "merged"
    GONE = "gone"

    @property
    def is_strange(self) -> bool:
        """Whether something happened to it since the import."""
        return self not in {ShelfState.PRESENT, ShelfState.NOT_YET}
