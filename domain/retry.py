"""The one policy for when to try again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Wait(StrEnum):
    """What an event may be waiting for."""

    TORRENT_MOVE = "torrent_move"
    TORRENT_FINISH = "torrent_finish"
    LIBRARY_ITEM = "library_item"
    LIBRARY_FILES = "library_files"
    LIBRARY_FOLDER = "library_folder"
    LIBRARY_SCAN = "library_scan"
    COPY = "copy"
    IMPORT_TURN = "import_turn"
    SIDECAR = "sidecar"
    PAUSE = "pause"
    GUARDIAN = "guardian"
    PERSON = "person"
    FAILURE = "failure"
    OUTAGE = "outage"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Policy:
    """Growing intervals with an end.

    Args:
        intervals: In seconds; the last one repeats.
        limit: How many tries before a person must decide; None without a limit.
    """

    intervals: tuple[float, ...]
    limit: int | None = None

    def interval(self, number: int) -> timedelta:
        """How long to wait after try number *number*, counted from 1."""
        return timedelta(seconds=self.intervals[min(number, len(self.intervals)) - 1])

    def exhausted(self, number: int) -> bool:
        """Whether try number *number* was the last."""
        return self.limit is not None and number >= self.limit


POLICIES: Final[dict[Wait, Policy]] = {
    # A moving torrent shows its old path for up to 1.5 s (facts/qbittorrent.md 4).
    Wait.TORRENT_MOVE: Policy((2.0,)),
    Wait.TORRENT_FINISH: Policy((5, 15, 60, 300, 900), limit=12),
    # A new item wakes what waits for it (`domain.looking`), so these tries need not be quick: a hint is due after
    # 30 s, a scan 60 s later; then a person may take days.
    Wait.LIBRARY_ITEM: Policy((2, 3, 26, 30, 30, 30, 60, 120, 300, 900, 3600, 21600), limit=400),
    # Only the mirror waits for it, and the files have been quiet for 5 s when it comes.
    Wait.LIBRARY_FOLDER: Policy((8, 7, 10, 10, 10, 15, 15, 15, 15, 60)),
    # A scan that finds nothing new takes seconds, the first one of a large library many minutes.
    Wait.LIBRARY_SCAN: Policy((1, 2, 2, 5, 5, 15, 30, 60)),
    # Until it is removed, a rescan would undo a person's edit: so it is looked at often, and for as long as it is there.
    Wait.SIDECAR: Policy((1, 1, 1, 2, 2, 5, 5, 10, 15, 15, 30, 60, 120, 300, 900, 3600, 21600)),
    # A copy that stalls is added half-finished and its growth is not noticed; after two days it stays like that.
    Wait.LIBRARY_FILES: Policy((15, 30, 60, 300, 900, 3600, 21600), limit=14),
    # A copy is continued at once; other events get their turn in between.
    Wait.COPY: Policy((0.0,)),
    # The book before has to be in Audiobookshelf first, which takes 13 s (facts/audiobookshelf_2.md 4).
    Wait.IMPORT_TURN: Policy((5.0,)),
    # Resuming wakes the events that wait for it; the tries in between only notice a changed setting.
    Wait.PAUSE: Policy((3600, 21600)),
    # A torrent is satisfied after 72 h, and a ratio grows slowly: there is no hurry, and each try is a request.
    Wait.GUARDIAN: Policy((900, 3600, 21600)),
    Wait.PERSON: Policy((3600, 21600)),
    Wait.FAILURE: Policy((5, 15, 60, 300, 900, 3600, 21600), limit=12),
    # An outage costs no attempt, so it needs no limit; after its end an event waits a minute at most.
    Wait.OUTAGE: Policy((1, 2, 4, 8, 15, 30, 60)),
    # The leading daemon takes it at once; while none leads, no other takes it.
    Wait.LEADER: Policy((0.0,)),
}
