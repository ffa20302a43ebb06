"""Audiobookshelf: whether it answers, the key's permissions, whether scans revert our values, and whether its files are ours."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from clients.audiobookshelf import Audiobookshelf, Library, LibraryItem, events
from clients.audiobookshelf.items import AudioFile
from clients.audiobookshelf.token import TokenKind, kind_of
from daemon.config.sources import where_to_set
from daemon.doctor.finding import Seen, broken, good, skipped, unreachable, warning
from daemon.doctor.path_rules import setting
from daemon.doctor.patient import Patient
from daemon.edges.watching.obstacles import obstacle
from domain import paths
from domain.errors import CredentialsError, ShelfhookError, UnavailableError
from domain.fixes import RELOAD
from domain.paths import PathMap
from handlers.library import files_on_disk
from handlers.library.linked_paths import lies_in, with_links

_NEW_KEY = f"create an API key in Audiobookshelf under Settings, API Keys, set ABS_TOKEN to it, and {RELOAD}"
_MOST = 100
_POLLED = "its newest items are read while a book is awaited"
_NOT_INSTALLED = f"{_POLLED}, as the extra `events` is not installed"
_KINDS = {
    TokenKind.API_KEY: ("an API key", True, f"{_POLLED}, as its socket accepts no API key"),
    TokenKind.USER: ("a user's permanent token", True, "its socket reports new items"),
    TokenKind.ACCESS: ("a session's token", False, ""),
    TokenKind.REFRESH: ("a session's token", False, ""),
    TokenKind.UNKNOWN: ("a key of unknown kind", True, f"{_POLLED}, as its socket may not accept this key"),
}
"""Of each kind of token, what it is called, whether it lasts, and how new items are noticed with it."""


async def probe(patient: Patient) -> Seen:
    """Check the address, and whether the key is accepted."""
    settings, shelf = patient.settings, patient.connections.audiobookshelf
    if settings.abs_token is None:
        return skipped("ABS_TOKEN is not set")
    there = f"set ABS_URL to Audiobookshelf's address, and {RELOAD}: it is {settings.abs_url} now"
    try:
        status = await shelf.status()
    except UnavailableError as error:
        return unreachable(
            "audiobookshelf",
            error,
            f"check that ABS_URL ({settings.abs_url}) is right, and that Audiobookshelf is running",
        )
    except ShelfhookError as error:  # Audiobookshelf itself answers this to anybody
        return broken(str(error), there)
    if not status.initialised:
        return broken(
            "Audiobookshelf has no user yet", "open its page, create the first user, then an API key"
        )
    return await _key(shelf, settings.abs_token, version=status.version)


async def _key(shelf: Audiobookshelf, token: SecretStr, *, version: str) -> Seen:
    """Whether the key is accepted, and what it is."""
    try:
        me = await shelf.me()
    except CredentialsError as error:
        return broken(str(error), _NEW_KEY)
    kind, lasts, socket = _KINDS[kind_of(token.get_secret_value())]
    evidence = f"version {version}, {kind} of {me.username} ({me.user_type})"
    if not lasts:
        return warning(f"{evidence}, which ends within hours", _NEW_KEY)
    return good(f"{evidence}; {socket if events.is_installed() else _NOT_INSTALLED}")


async def probe_permissions(patient: Patient) -> Seen:
    """Ask for the user and its libraries."""
    shelf = patient.connections.audiobookshelf
    me = await shelf.me()
    user = f"in Audiobookshelf under Settings, Users, edit {me.username}"
    if not me.can_update:
        return broken(f"{me.username} may not update items", f"{user}: turn on Can Update")
    libraries = await shelf.libraries()
    if not libraries:
        return broken(
            f"{me.username} cannot see any book library",
            f"{user}: turn on Can Access All Libraries, or create a library",
        )
    if not me.sees_all_libraries:
        return warning(f"{me.username} cannot see every library", f"{user}: turn on Can Access All Libraries")
    if not me.sees_explicit:
        return warning(
            f"{me.username} cannot see explicit books", f"{user}: turn on Can Access Explicit Content"
        )
    names = ", ".join(library.name for library in libraries)
    scans = "" if me.is_admin or patient.settings.abs_scan == "never" else "; it may not start scans"
    return good(f"{me.username} can update all items, including explicit ones, in {names}{scans}")


async def probe_precedence(patient: Patient) -> Seen:
    """Check each library's order of sources: values written over the API are in Audiobookshelf's own."""
    libraries = await patient.connections.audiobookshelf.libraries()
    undoing = [
        library.name
        for library in libraries
        if library.metadata_precedence and library.metadata_precedence[-1] != "absMetadata"
    ]
    if not undoing:
        return good("written metadata survives scans")
    names = ", ".join(undoing)
    return warning(
        f"a scan of {names} overwrites narrators and other fields from the files",
        f"in Audiobookshelf edit the library {names}: under Scanner turn on Audiobookshelf metadata file and give it "
        "the highest priority",
    )


async def probe_same_files(patient: Patient) -> Seen:
    """Compare the inode that it names for a known file with that of the file here."""
    libraries, items = await newest_items(patient.connections.audiobookshelf)
    path_map, outside = await asyncio.to_thread(_outside, patient, libraries)
    outside = outside or await _changed(patient, libraries)
    files = [file for item in items for file in item.audio_files if file.ino is not None]
    if not files:
        return outside or skipped("the library has no book with audio files yet")
    file = files[0]
    place = path_map.locate(file.path, source="abs", target="daemon")
    [here] = await asyncio.to_thread(files_on_disk.stats, [place.spelling], ignore_case=place.ignore_case)
    if here is None:
        return await _not_here(patient, file, place.path, libraries)
    inode, _ = here
    if inode != file.ino:
        return warning(
            f"{place.path} is inode {inode} here and {file.ino} in Audiobookshelf: hard links cannot be recognised",
            "give shelfhook and Audiobookshelf the same mount of the library, or rescan it there if the file is new",
        )
    return outside or good(f"{place.path} is inode {inode} here and there")


def _outside(patient: Patient, libraries: Sequence[Library]) -> tuple[PathMap, Seen | None]:
    """The path map with this machine's links, and the folders of ours that lie in no library even so."""
    settings = patient.settings
    folders = [folder for library in libraries for folder in library.folders]
    path_map = with_links(settings.path_map, settings.library_dirs, folders)
    here = [own for own in map(str, settings.library_dirs) if os.path.isdir(own)]  # noqa: PTH112 - closed ones, too
    lost = [own for own in here if not lies_in(path_map, own, folders)]
    if not lost:
        return path_map, None
    return path_map, warning(
        f"{', '.join(lost)} of LIBRARY_DIRS lies in no library of Audiobookshelf, whose folders are {', '.join(folders)}",
        "set LIBRARY_DIRS to folders of its libraries as this machine sees them (or PATH_MAP, if Audiobookshelf sees "
        f"them under another path), or add the folder to a library there, and {RELOAD}",
    )


async def _changed(patient: Patient, libraries: Sequence[Library]) -> Seen | None:
    """Whether the libraries are others than the last sync knew: one that is made again has another id."""
    known = {one.library_id: one.name for one in await patient.parts.store.libraries.all()}
    there = {one.id: one.name for one in libraries}
    gone, new = ([two[i] for i in two if i not in one] for one, two in ((there, known), (known, there)))
    if not known or not (gone or new):
        return None
    evidence = [
        f"{what} {', '.join(names)}" for what, names in (("lacks", gone), ("has the new", new)) if names
    ]
    return warning(
        f"Audiobookshelf {' and '.join(evidence)} since the last library sync",
        "run `shelfhook run library-sync`",
    )


async def _not_here(patient: Patient, file: AudioFile, here: str, libraries: Sequence[Library]) -> Seen:
    folders = patient.settings.library_dirs
    if not folders:
        return warning(
            f"Audiobookshelf's {file.path} does not exist here, and LIBRARY_DIRS is empty: shelfhook watches no folder",
            f"set LIBRARY_DIRS to the library's folder as this machine sees it, and {RELOAD}",
        )
    hidden = await asyncio.to_thread(obstacle, Path(here).parent)
    if hidden is not None and not hidden.missing:
        return broken(hidden.what, hidden.mend)
    evidence = f"Audiobookshelf's {file.path} would be {here} here, which does not exist"
    rule = await asyncio.to_thread(_rule, patient, file.path, libraries)
    if rule is None:
        return broken(
            evidence,
            f"set LIBRARY_DIRS (now {', '.join(map(str, folders))}) to the library's folder here, and PATH_MAP if "
            f"Audiobookshelf sees it under another path, and {RELOAD}",
        )
    return broken(evidence, f"set {rule} {where_to_set()}, and {RELOAD}")


def _rule(patient: Patient, path: str, libraries: Sequence[Library]) -> str | None:
    """The setting under which the file would be found below one of our folders."""
    settings = patient.settings
    for library in libraries:
        for theirs in library.folders:
            if not paths.is_below(path, theirs):
                continue
            rest = paths.parts(path)[len(paths.parts(theirs)) :]
            for ours in settings.library_dirs:
                if os.path.exists(Path(ours, *rest)):  # noqa: PTH110 - Path's own fails where a folder is closed
                    return setting(settings.path_map, ("daemon", str(ours)), ("abs", theirs))
    return None


async def newest_items(shelf: Audiobookshelf) -> tuple[list[Library], list[LibraryItem]]:
    """The libraries, and those of their items that were added last, as one batch: at most a hundred."""
    libraries = list(await shelf.libraries())
    ids: list[str] = []
    for library in libraries:
        page, _ = await shelf.page(library.id, 0, limit=_MOST // len(libraries) or 1, newest_first=True)
        ids += [item.id for item in page.items if not item.is_missing]
    return libraries, list((await shelf.items(ids[:_MOST])).items)
