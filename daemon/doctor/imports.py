"""Whether imports can be made: with the files of a torrent that is there, in each folder that books go to."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from clients.qbittorrent import Torrent
from daemon.config.importing import import_folders
from daemon.doctor.finding import Result, Seen, broken, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.doctor.placing import tried, unwritable
from daemon.edges.watching.obstacles import obstacle
from domain.errors import NotFoundError
from domain.facts import ImportMode
from handlers.matching.torrent_files import LocateFiles

_SAMPLE: Final = 10
_EVER: Final = datetime.min.replace(tzinfo=UTC)
_WEIGHTS: Final = {Result.BROKEN: 0, Result.WARNING: 1, Result.SKIPPED: 2, Result.OK: 3}


async def probe_links(patient: Patient, downloads: Path) -> Seen:
    """Make what `IMPORT` would make, of a torrent's own file where there is one, in each folder; the worst of it.

    A file of another user is linked under other conditions than one of our own.
    """
    hidden = await asyncio.to_thread(obstacle, downloads)
    if hidden is not None:
        return broken(hidden.what, f"{hidden.mend}; or set PATH_MAP to where the torrents are here")
    newest = await _newest_file(patient)
    return await asyncio.to_thread(_in_each, newest, downloads, _folders(patient), patient.settings.import_)


async def probe_writing(patient: Patient) -> Seen:
    """Make a hidden file in each folder that `IMPORT` or `SIDECAR` writes to, and remove it."""
    settings = patient.settings
    found = [await asyncio.to_thread(unwritable, folder) for folder in _folders(patient)]
    closed = next((one for one in found if one is not None), None)
    if closed is not None:
        return closed
    beside = settings.library_dirs if settings.sidecar == "auto" else []
    if not found and not beside:
        return good("not needed: IMPORT and SIDECAR are off")
    for folder in beside:
        if (seen := await asyncio.to_thread(unwritable, folder)) is not None:
            return warning(f"{seen.evidence}: SIDECAR=auto does nothing there", seen.mend or "")
    return good(f"{', '.join(map(str, dict.fromkeys([*_folders(patient), *beside])))} can be written")


def _folders(patient: Patient) -> list[Path]:
    """Where imported books go; none where `IMPORT` is off."""
    settings = patient.settings
    if not settings.import_:
        return []
    folders = import_folders(
        settings.import_, settings.import_dir, settings.import_file, settings.library_dirs
    )
    return [Path(folder) for folder in folders.all]


async def _newest_file(patient: Patient) -> Path | None:
    """An audio file of one of the torrents that finished last; None where none is visible."""
    rule, qbittorrent = patient.settings.category_rule, patient.connections.qbittorrent
    ours = [one for one in await qbittorrent.torrents() if one.finished and rule.covers(one.category)]
    locate = LocateFiles(patient.linked_paths, patient.parts.store.imports)
    for torrent in sorted(ours, key=_completed, reverse=True)[:_SAMPLE]:
        try:
            content = await locate(torrent, partial(qbittorrent.files, torrent.hash))
            files = [Path(file.here.spelling) for file in await content.files()]
        except NotFoundError:
            continue  # it was removed just now
        for file in files:
            if await asyncio.to_thread(file.is_file):
                return file
    return None


def _completed(torrent: Torrent) -> datetime:
    return torrent.completed_at or _EVER


def _in_each(
    newest: Path | None, downloads: Path, folders: Sequence[Path], modes: Sequence[ImportMode]
) -> Seen:
    if newest is not None:
        return _worst(newest, folders, modes)
    own = downloads / f".shelfhook-{secrets.token_hex(8)}"
    try:
        own.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        return skipped(
            f"not tested: no torrent is there yet, and no file can be made in {downloads} ({error.strerror})"
        )
    try:
        return _worst(own, folders, modes)
    finally:
        own.unlink(missing_ok=True)


def _worst(source: Path, folders: Sequence[Path], modes: Sequence[ImportMode]) -> Seen:
    seen = sorted((tried(source, folder, modes) for folder in folders), key=lambda one: _WEIGHTS[one.result])
    if seen[0].result is Result.OK:
        return good("; ".join(one.evidence for one in seen))
    return seen[0]
