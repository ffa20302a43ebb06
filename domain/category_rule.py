"""Which torrents are ours by their category."""

from dataclasses import dataclass
from enum import StrEnum


class Adopt(StrEnum):
    """Which finished torrents are ours although nobody reported them.

    Those that were queued here always are. ``category``: those in our category. ``all``: those from MAM in
    any category too.
    """

    CATEGORY = "category"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """The one answer to whether a category is ours: `QBITTORRENT_CATEGORY` and `ADOPT`.

    It does not concern what was queued here, which is ours in any category.
    """

    category: str
    adopt: Adopt = Adopt.CATEGORY

    def covers(self, category: str) -> bool:
        """Whether it is our category or one below it, as qBittorrent counts its sub-categories in."""
        return category == self.category or category.startswith(f"{self.category}/")

    def follows(self, category: str) -> bool:
        """Whether a torrent in it is handled once somebody reports it."""
        return self.adopt is Adopt.ALL or self.covers(category)

    def adopts(self, category: str) -> bool:
        """Whether a torrent in it is handled although nobody reported it."""
        return self.adopt is not Adopt.NONE and self.follows(category)
