"""One real download from one qBittorrent to another."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from domain.errors import UnavailableError
from sandbox.qbittorrent.process import QbittorrentProcess
from sandbox.qbittorrent.torrent_file import make_torrent

_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.2


async def transfer(
    seeder: QbittorrentProcess,
    downloader: QbittorrentProcess,
    content: Path,
    *,
    comment: str,
    category: str | None = None,
    tags: Iterable[str] = (),
) -> str:
    """Let *downloader* fetch a file or folder that lies on disk from *seeder*, byte by byte.

    Args:
        seeder: Serves the content from where it lies.
        downloader: Saves it to its own save path, which must be another folder than the content's.
        content: One file, or a folder of files.
        comment: Of the torrent file.
        category: Given to the download.
        tags: Given to the download.

    Returns:
        The info hash, once the downloader shows the download as complete and where it belongs.

    Raises:
        UnavailableError: One of the two ended, or a minute was not enough.
    """
    torrent, info_hash = make_torrent(content, comment=comment)
    await seeder.add(torrent, save_path=content.parent, skip_checking=True)
    await downloader.add(torrent, category=category, tags=tags)
    try:
        async with asyncio.timeout(_SECONDS):
            while not _complete(await downloader.torrent(info_hash)):
                # A peer named while either side still reads its files may be forgotten.
                await downloader.add_peer(info_hash, seeder.listen_port)
                if await downloader.exited(within=_POLL_SECONDS):
                    break
            else:
                return info_hash
    except TimeoutError as error:
        raise UnavailableError("took too long over the transfer", service="qbittorrent") from error
    raise UnavailableError("ended during the transfer", service="qbittorrent")


def _complete(torrent: dict[str, Any] | None) -> bool:
    return (
        torrent is not None
        and torrent["progress"] == 1
        and torrent["amount_left"] == 0
        and torrent["completion_on"] > 0
        and torrent["state"] != "moving"
    )
