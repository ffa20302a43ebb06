"""Whether this machine sees the files that Audiobookshelf sees."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from clients.audiobookshelf import Library
from clients.audiobookshelf.items import AudioFile
from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.newest_items import newest_items
from daemon.doctor.path_rules import setting
from daemon.doctor.patient import Patient
from domain import paths
from handlers.library import files_on_disk


async def look(patient: Patient) -> Seen:
    """Compare the inode that it names for a known file with that of the file here."""
    libraries, items = await newest_items(patient.connections.audiobookshelf)
    files = [file for item in items for file in item.audio_files if file.ino is not None]
    if not files:
        return skipped("the library holds no book with audio files yet")
    file = files[0]
    place = patient.path_map.locate(file.path, source="abs", target="daemon")
    [here] = await asyncio.to_thread(files_on_disk.stats, [place.spelling], ignore_case=place.ignore_case)
    if here is None:
        return await _not_here(patient, file, place.path, libraries)
    inode, _ = here
    if inode != file.ino:
        return warning(
            f"{place.path} is inode {inode} here and {file.ino} to Audiobookshelf: hard links cannot be recognised",
            "give shelfhook and Audiobookshelf the same mount of the library, or rescan it there if the file is new",
        )
    return good(f"{place.path} is inode {inode} here and there")


async def _not_here(patient: Patient, file: AudioFile, here: str, libraries: Sequence[Library]) -> Seen:
    folders = patient.settings.library_dirs
    if not folders:
        return warning(
            f"{file.path} of Audiobookshelf is not here, and LIBRARY_DIRS is empty: nothing is watched",
            "set LIBRARY_DIRS to the library's folder as this machine sees it, and start shelfhook anew",
        )
    told = f"{file.path} of Audiobookshelf would be {here} here, and is not"
    rule = await asyncio.to_thread(_rule, patient, file.path, libraries)
    if rule is None:
        return broken(
            told,
            f"set LIBRARY_DIRS (now {', '.join(map(str, folders))}) to where the library is here, PATH_MAP where the "
            "two see it under different paths, and start shelfhook anew",
        )
    return broken(told, f"set {rule} in .env, and start shelfhook anew")


def _rule(patient: Patient, path: str, libraries: Sequence[Library]) -> str | None:
    """The setting under which the file would be found below one of our folders."""
    settings = patient.settings
    for library in libraries:
        for theirs in library.folders:
            if not paths.is_below(path, theirs):
                continue
            rest = paths.parts(path)[len(paths.parts(theirs)) :]
            for ours in settings.library_dirs:
                if Path(ours, *rest).exists():
                    return setting(settings.path_map, ("daemon", str(ours)), ("abs", theirs))
    return None
