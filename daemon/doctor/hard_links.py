"""Whether a file can be in the download folder and in the library at once."""

import asyncio
import errno
import secrets
from pathlib import Path
from typing import Final

from daemon.doctor.finding import Seen, good, skipped, warning
from daemon.doctor.patient import Patient
from domain import paths

_NOT_OURS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


async def look(patient: Patient) -> Seen:
    """Make a hidden file where qBittorrent saves, link it into the library, and remove both."""
    library = next(iter(patient.settings.library_dirs), None)
    if library is None:
        return skipped("LIBRARY_DIRS is empty")
    theirs = await _saves_to(patient)
    place = patient.path_map.locate(theirs, source="client", target="daemon")
    if any(paths.is_below(place.path, str(one)) for one in patient.settings.library_dirs):
        return good(f"none are needed: qBittorrent saves into the library ({place.path})")
    downloads = Path(place.spelling)
    if not await asyncio.to_thread(downloads.is_dir):
        return skipped(f"{theirs} of qBittorrent is not to be seen from here")
    return await asyncio.to_thread(_try, downloads, library)


async def _saves_to(patient: Patient) -> str:
    """The folder of our torrents, as qBittorrent sees it."""
    settings, qbittorrent = patient.settings, patient.connections.qbittorrent
    categories = await qbittorrent.setup.categories()
    return (
        settings.qbittorrent_save_path
        or categories.get(settings.qbittorrent_category)
        or await qbittorrent.default_save_path()
    )


def _try(downloads: Path, library: Path) -> Seen:
    one = downloads.stat().st_dev == library.stat().st_dev
    name = f".shelfhook-{secrets.token_hex(8)}"
    source, target = downloads / name, library / name
    try:
        source.touch(mode=0o600, exist_ok=False)
        try:
            target.hardlink_to(source)
            target.unlink()
        finally:
            source.unlink()
    except OSError as error:
        if error.errno in _NOT_OURS and one:
            return good(f"{downloads} and {library} are on one file system; this user may not try it there")
        return _apart(downloads, library, one=one)
    return good(f"a file in {downloads} was linked into {library}")


def _apart(downloads: Path, library: Path, *, one: bool) -> Seen:
    if one:
        return warning(
            f"{downloads} and {library} are on one file system, and yet no link can be made between them",
            "where they are two mounts, give the program that makes the links one mount above both",
        )
    return warning(
        f"{downloads} and {library} are on two file systems: no file can be in both",
        "set QBITTORRENT_SAVE_PATH to a folder on the library's file system and start shelfhook anew, or let "
        "qBittorrent save straight into the library",
    )
