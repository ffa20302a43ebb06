"""Whether the folders of imported books are those of libraries: what lies deeper is read with a wrong author."""

import asyncio
from pathlib import PurePosixPath

from daemon.config.importing import import_folders
from daemon.doctor.finding import Seen, broken, good, warning
from daemon.doctor.patient import Patient
from domain import paths
from domain.fixes import RELOAD
from domain.paths import PathMap
from handlers.library.linked_paths import with_links


async def probe(patient: Patient) -> Seen:
    """Compare each folder of `IMPORT_DIR` and `IMPORT_FILE` with the folders of Audiobookshelf's libraries."""
    settings = patient.settings
    if not settings.import_:
        return good("not needed: IMPORT is off")
    libraries = [
        one for library in await patient.connections.audiobookshelf.libraries() for one in library.folders
    ]
    path_map = await asyncio.to_thread(with_links, settings.path_map, settings.library_dirs, libraries)
    chosen = import_folders(
        settings.import_, settings.import_dir, settings.import_file, settings.library_dirs
    )
    seen = [_compared(folder, path_map, libraries) for folder in chosen.all]
    wrong = next((one for one in seen if one is not None), None)
    return wrong or good(f"{', '.join(map(str, chosen.all))} is the folder of a library")


def _compared(folder: PurePosixPath, path_map: PathMap, libraries: list[str]) -> Seen | None:
    """What is wrong with a folder; None where it is a library's own."""
    place = path_map.locate(str(folder), source="daemon", target="abs")
    above = [one for one in libraries if paths.is_below(place.path, one, ignore_case=place.ignore_case)]
    if not above:
        return broken(
            f"{folder}, {place.path} to Audiobookshelf, is in none of its libraries, whose folders are "
            f"{', '.join(libraries)}: imported books would not appear",
            "set IMPORT_DIR (or its line in IMPORT_FILE) to the folder of a library as this machine sees it, or add the "
            f"folder to a library there, and {RELOAD}",
        )
    if any(paths.same(place.path, one, ignore_case=place.ignore_case) for one in above):
        return None
    own = path_map.translate(max(above, key=len), source="abs", target="daemon")
    return warning(
        f"{folder} is a folder inside of a library: from the path of a book without a series Audiobookshelf would take "
        f"“{folder.name}” for its author",
        f"set IMPORT_DIR (or its line in IMPORT_FILE) to {own}, or make {place.path} the folder of a library of its own, "
        f"and {RELOAD}",
    )
