"""Which torrents shelfhook handles, by their category."""

from dataclasses import dataclass
from enum import StrEnum


class Adopt(StrEnum):
    """Which finished torrents are handled without a hook.

    Torrents that shelfhook queued always are. ``category``: those in our category. ``all``: also those from MAM in
    any category.
    """

    CATEGORY = "category"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """Decides whether a category is ours: `QBITTORRENT_CATEGORY` and `ADOPT`.

    It does not concern torrents that shelfhook queued, which are ours in any category.
    """

    category: str
    adopt: Adopt = Adopt.CATEGORY

    def covers(self, category: str) -> bool:
        """Whether it is our category or one of its sub-categories, as qBittorrent counts them."""
        return category == self.category or category.startswith(f"{self.category}/")

    def follows(self, category: str) -> bool:
        """Whether a torrent in it is handled when a hook reports it."""
        return self.adopt is Adopt.ALL or self.covers(category)

    def adopts(self, category: str) -> bool:
        """Whether a torrent in it is handled without a report."""
        return self.adopt is not Adopt.NONE and self.follows(category)
