"""Whether hard links can be made from where qBittorrent saves into the library: by making one of a file of our own."""

import asyncio
import errno
import os
import secrets
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from daemon.doctor import imports
from daemon.doctor.finding import Result, Seen, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.edges.watching.obstacles import obstacle
from domain.fixes import RELOAD

_NOT_OURS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_ONE_MOUNT: Final = "give the program that creates the links one mount that contains both"
_ONE_FILE_SYSTEM: Final = (
    f"set QBITTORRENT_SAVE_PATH to a folder on the library's file system and {RELOAD}, or let qBittorrent "
    "save into the library"
)


async def probe(patient: Patient) -> Seen:
    """Make a link where books are made, and remove it: for `IMPORT` as that will, else in each library."""
    libraries = patient.settings.library_dirs
    if not libraries:
        return skipped("LIBRARY_DIRS is empty")
    for library in () if patient.settings.import_ else libraries:
        if (closed := await asyncio.to_thread(obstacle, library)) is not None:
            return skipped(closed.what)
    theirs = await _saves_to(patient)
    place = (await patient.linked_paths.map()).locate(theirs, source="client", target="daemon")
    downloads = Path(place.spelling)
    if patient.settings.import_:
        return await imports.probe_links(patient, downloads)
    hidden = await asyncio.to_thread(obstacle, downloads)
    if hidden is not None and hidden.missing:
        return skipped(f"{theirs} of qBittorrent cannot be seen from here")
    if hidden is not None:
        return skipped(hidden.what, hidden.mend)
    return await asyncio.to_thread(_among, downloads, libraries)


async def _saves_to(patient: Patient) -> str:
    """The folder of our torrents, as qBittorrent sees it."""
    settings, qbittorrent = patient.settings, patient.connections.qbittorrent
    categories = await qbittorrent.setup.categories()
    return (
        settings.qbittorrent_save_path
        or categories.get(settings.qbittorrent_category)
        or await qbittorrent.default_save_path()
    )


def _among(downloads: Path, libraries: list[Path]) -> Seen:
    """The result of a link into each library; one that accepts links is enough, because books may be in any."""
    if any(_is_within(downloads, library) for library in libraries):
        return good(f"not needed: qBittorrent saves into the library ({downloads})")
    seen = [_into(downloads, library) for library in libraries]
    worked = [one for one in seen if one.result is Result.OK]
    if not worked:
        return seen[0]
    return good("; ".join(one.evidence for one in sorted(seen, key=lambda one: one not in worked)))


def _is_within(folder: Path, library: Path) -> bool:
    """Whether a folder is the library's or lies in it, under any name."""
    real = Path(os.path.realpath(folder))
    return any(one.samefile(library) for one in (real, *real.parents))


def _into(downloads: Path, library: Path) -> Seen:
    name = f".shelfhook-{secrets.token_hex(8)}"
    with ExitStack() as made:
        for folder in (downloads, library):
            file = folder / name
            try:
                file.touch(mode=0o600, exist_ok=False)
            except OSError as error:
                return _not_tried(downloads, library, error)
            made.callback(file.unlink, missing_ok=True)
        link = library / f"{name}-link"
        try:
            link.hardlink_to(downloads / name)
        except OSError as error:
            return _refused(downloads, library, error)
        made.callback(link.unlink, missing_ok=True)
    return good(f"a file in {downloads} was linked into {library}")


def _not_tried(downloads: Path, library: Path, error: OSError) -> Seen:
    """Whether two mounts of one file system can be linked depends on the program that does it; two of these cannot."""
    if not _on_one_file_system(downloads, library):
        return _apart(downloads, library)
    if error.errno in _NOT_OURS:
        return skipped(f"not tested: this user may not write to both {downloads} and {library}")
    return skipped(f"not tested: {error.filename or library} takes no file ({error.strerror})")


def _refused(downloads: Path, library: Path, error: OSError) -> Seen:
    if error.errno != errno.EXDEV:
        return warning(
            f"no hard link from {downloads} into {library} can be made ({error.strerror})",
            "let qBittorrent save into the library, or use a file system that has hard links for both",
        )
    if _on_one_file_system(downloads, library):
        return warning(
            f"{downloads} and {library} are on one file system, but hard links between them fail: they are two mounts",
            _ONE_MOUNT,
        )
    return _apart(downloads, library)


def _apart(downloads: Path, library: Path) -> Seen:
    return warning(
        f"{downloads} and {library} are on two file systems: hard links are not possible", _ONE_FILE_SYSTEM
    )


def _on_one_file_system(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev
