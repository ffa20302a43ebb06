"""A torrent's files, as its client lists them and as they are on the daemon's disk."""

from collections.abc import Mapping
from dataclasses import dataclass

from clients.qbittorrent import TorrentFile
from handlers.library.files_on_disk import DiskFile

OnDisk = Mapping[str, DiskFile | None]
"""By the path below the save path; None where a file is not visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All files of a torrent."""

    listed: tuple[TorrentFile, ...]
    on_disk: OnDisk
