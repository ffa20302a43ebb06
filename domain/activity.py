"""What the torrent client does with a torrent."""

from enum import StrEnum


class Activity(StrEnum):
    """What the torrent client does with a torrent."""

    DOWNLOADING = "downloading"
    STALLED = "stalled"
    METADATA = "metadata"
    QUEUED = "queued_in_client"
    STOPPED = "stopped"
    CHECKING = "checking"
    MOVING = "moving"
    FAILED = "failed_in_client"
    COMPLETE = "complete"
