"""A torrent as qBittorrent lists it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from domain import paths
from domain.activity import Activity
from domain.errors import UnexpectedAnswerError

# Neither moving, checking nor missing files; stoppedUP is 5.0's name of pausedUP (facts/qbittorrent.md 0.3).
_COMPLETE: Final = frozenset({"uploading", "stalledUP", "queuedUP", "forcedUP", "pausedUP", "stoppedUP"})
_ACTIVITIES: Final[Mapping[str, Activity]] = {
    "downloading": Activity.DOWNLOADING,
    "forcedDL": Activity.DOWNLOADING,
    "stalledDL": Activity.STALLED,
    "metaDL": Activity.METADATA,
    "forcedMetaDL": Activity.METADATA,
    "queuedDL": Activity.QUEUED,
    "pausedDL": Activity.STOPPED,
    "stoppedDL": Activity.STOPPED,
    "allocating": Activity.CHECKING,
    "checkingDL": Activity.CHECKING,
    "checkingUP": Activity.CHECKING,
    "checkingResumeData": Activity.CHECKING,
    "moving": Activity.MOVING,
    "error": Activity.FAILED,
    "missingFiles": Activity.FAILED,
}
_NEVER: Final = 8_640_000
"""The seconds that qBittorrent says where it foresees no end: a hundred days."""

_MAM: Final = "myanonamouse.net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Torrent:
    """One torrent at the moment of asking.

    Args:
        hash: qBittorrent's own id: the v1 hash, or the first 40 digits of the v2 hash if there is one.
        v1: 40 hexadecimal digits; None for a v2 torrent.
        v2: 64 hexadecimal digits; None for a v1 torrent.
        name: As shown, which a user may change.
        state: qBittorrent's word for its activity.
        progress: From 0 to 1, of the wanted files.
        amount_left: Bytes of the wanted files still to come.
        completed_at: When the last wanted byte came; None before that.
        added_at: When it was added.
        save_path: The folder where it belongs.
        download_path: Where it lies until it is complete; empty when that is the save path.
        content_path: Its folder, or its one file; relative or empty right after it was added.
        category: Empty when it has none.
        tags: In qBittorrent's order.
        size: Bytes of the wanted files.
        comment: Of the torrent file, and it may name the user; None before 5.0, which does not list it.
        from_mam: Whether it announces to MAM; None while qBittorrent shows no tracker, or only one of several.
        download_speed: Bytes in a second; 0 from `Qbittorrent.torrents`.
        seconds_left: Until it is complete at this speed; None where that is not foreseen, and from there.
    """

    hash: str
    v1: str | None
    v2: str | None
    name: str
    state: str
    progress: float
    amount_left: int
    completed_at: datetime | None
    added_at: datetime | None
    save_path: str
    download_path: str
    content_path: str
    category: str
    tags: tuple[str, ...]
    size: int
    comment: str | None = field(repr=False)
    from_mam: bool | None
    download_speed: int = 0
    seconds_left: int | None = None

    @property
    def activity(self) -> Activity:
        """What qBittorrent does with it."""
        return _ACTIVITIES.get(self.state, Activity.COMPLETE)

    @property
    def finished(self) -> bool:
        """Whether every wanted byte is complete and qBittorrent has finished moving and checking."""
        return (
            self.progress == 1
            and self.amount_left == 0
            and self.completed_at is not None
            and self.state in _COMPLETE
        )

    @property
    def moving(self) -> bool:
        """Whether its files are on their way to the save path; `content_path` may still be the old one."""
        return self.state == "moving"

    @property
    def move_failed(self) -> bool:
        """Whether it is finished and yet not where it belongs; qBittorrent does not try again by itself.

        Only its log says so otherwise (facts/qbittorrent.md 4). A download folder below the save path does
        not count as the save path.
        """
        if not self.finished or not paths.is_absolute(self.content_path):
            return False
        temporary = self.download_path != self.save_path and paths.is_below(
            self.download_path, self.save_path
        )
        left_behind = temporary and paths.is_below(self.content_path, self.download_path)
        return left_behind or not paths.is_below(self.content_path, self.save_path)


@dataclass(frozen=True, slots=True)
class TorrentFile:
    """One file of a torrent.

    `path` is relative to the save path, with slashes, and `size` in bytes; `wanted` is False for a file that
    the user deselected.
    """

    path: str
    size: int
    wanted: bool


def torrent_from(fields: Mapping[str, Any]) -> Torrent:
    """One entry of the Web API's listing.

    Raises:
        UnexpectedAnswerError: A field that every version lists is missing.
    """
    try:
        return Torrent(
            hash=fields["hash"].lower(),
            v1=fields["infohash_v1"].lower() or None,
            v2=fields["infohash_v2"].lower() or None,
            name=fields["name"],
            state=fields["state"],
            progress=float(fields["progress"]),
            amount_left=int(fields["amount_left"]),
            completed_at=_moment(fields["completion_on"]),
            added_at=_moment(fields["added_on"]),
            save_path=fields["save_path"],
            download_path=fields.get("download_path", ""),
            content_path=fields["content_path"],
            category=fields["category"],
            tags=tuple(tag for part in fields["tags"].split(",") if (tag := part.strip())),
            size=int(fields["size"]),
            comment=fields.get("comment"),
            from_mam=_from_mam(fields["tracker"], fields.get("trackers_count", 1)),
            download_speed=int(fields.get("dlspeed", 0)),
            seconds_left=left if (left := int(fields.get("eta", _NEVER))) < _NEVER else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unexpected("torrents/info") from error


def file_from(fields: Mapping[str, Any]) -> TorrentFile:
    """One entry of the Web API's list of a torrent's files.

    Raises:
        UnexpectedAnswerError: A field that every version lists is missing.
    """
    try:
        return TorrentFile(path=fields["name"], size=int(fields["size"]), wanted=int(fields["priority"]) > 0)
    except (KeyError, TypeError, ValueError) as error:
        raise _unexpected("torrents/files") from error


def _unexpected(method: str) -> UnexpectedAnswerError:
    return UnexpectedAnswerError(f"/api/v2/{method} answered an entry of unknown form", service="qbittorrent")


def _moment(seconds: int) -> datetime | None:
    """A Unix time; 0 (4.x) and -1 (5.x) mean never."""
    return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None


def _from_mam(tracker: str, trackers: int) -> bool | None:
    # Before 5.0 only a tracker that has answered is shown, and every version shows one of several.
    try:
        host = urlsplit(tracker).hostname
    except ValueError:
        host = None
    if host is not None and f".{host}".endswith(f".{_MAM}"):
        return True
    return None if host is None or trackers > 1 else False
