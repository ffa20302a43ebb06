"""Folders that others made, of which Audiobookshelf makes other books than they are: facts/audiobookshelf_2.md 5."""

import asyncio

from daemon.doctor.finding import Seen, good, skipped, warning
from daemon.doctor.patient import Patient
from daemon.words.units import count
from domain.folder_shapes import FolderShape
from handlers.library.odd_folders import OddFolder, in_library


async def probe(patient: Patient) -> Seen:
    """Look at the library folders; what may go wrong only at its first scan counts where it did, by the mirror."""
    roots = [str(folder) for folder in patient.settings.library_dirs]
    if not roots:
        return skipped("LIBRARY_DIRS is not set")
    listed = [one for root in roots for one in await asyncio.to_thread(in_library, root)]
    found = [one for one in listed if await _is_read_so(patient, one)]
    if not found:
        return good("each folder with audio is one book")
    more = f" ({count(len(found) - 1, 'more folder', 'more folders')} like it)" if len(found) > 1 else ""
    return warning(f"{found[0].what}{more}", found[0].mend)


async def _is_read_so(patient: Patient, odd: OddFolder) -> bool:
    shape = odd.shaped.shape
    if shape in {FolderShape.SWALLOWS, FolderShape.SPLITS}:
        return True
    place = (await patient.linked_paths.map()).locate(odd.path, source="daemon", target="abs")
    books = patient.parts.store.books
    at = await books.at([place.path], ignore_case=place.ignore_case)
    there = any(not book.is_missing for book in at)
    match shape:
        case FolderShape.MERGES:
            return there
        case FolderShape.HALF_READ:
            return not there and bool(await books.below(place.path, ignore_case=place.ignore_case))
    return bool(at) and not there
