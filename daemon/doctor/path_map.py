"""Whether what qBittorrent has finished is found in the library, and whether hard links can be made into it."""

import asyncio
import errno
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from clients.audiobookshelf import LibraryItem
from clients.qbittorrent import Torrent
from daemon.doctor.audiobookshelf import newest_items
from daemon.doctor.finding import Seen, broken, good, skipped, warning
from daemon.doctor.path_rules import setting, shared_end
from daemon.doctor.patient import Patient
from domain import paths
from domain.errors import NotFoundError
from handlers.matching.torrent_files import LocateFiles, TorrentContent

_SAMPLE: Final = 10
_EVER: Final = datetime.min.replace(tzinfo=UTC)
_NOT_OURS: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What is known of the library: all of it by the mirror, where that is whole, and the newest items anyway."""

    patient: Patient
    newest: Sequence[LibraryItem]
    whole: bool

    async def has(self, content: TorrentContent) -> bool:
        """Whether an item lies at, above or below the torrent's place, or has its files."""
        place, files = content.place.path, await content.on_disk()
        for item in self.newest:
            if paths.is_below(place, item.path) or paths.is_below(item.path, place):
                return True
            if files and files & {(file.ino, file.size) for file in item.audio_files}:
                return True
        if not self.whole:
            return False
        books = self.patient.parts.store.books
        if await books.at(paths.ancestors(place), ignore_case=content.ignore_case):
            return True
        if await self.patient.parts.store.mirror.paths_below(place, after="", limit=1):
            return True
        return bool(files and await books.with_inodes(files))


async def probe(patient: Patient) -> Seen:
    """Look for the torrents that finished last."""
    sample = _newest(await patient.connections.qbittorrent.torrents(), patient)
    if not sample:
        return skipped("qBittorrent has no finished torrent for shelfhook yet")
    _, newest = await newest_items(patient.connections.audiobookshelf)
    known = await patient.parts.store.libraries.all()
    whole = bool(known) and all(library.compared_at is not None for library in known)
    shelf = _Shelf(patient, newest, whole)
    locate = LocateFiles(patient.path_map)
    found = 0
    for torrent in sample:
        try:
            list_files = partial(patient.connections.qbittorrent.files, torrent.hash)
            found += await shelf.has(locate(torrent, list_files))
        except NotFoundError:
            continue  # it was removed just now
    told = f"{found} of the {len(sample)} torrents that finished last are in the library"
    if found:
        return good(told)
    among = "" if whole else f", judging by its newest {len(newest)} items tell"
    return broken(f"{told}{among}", _rule_for(patient, sample, [item.path for item in newest]))


def _newest(torrents: Iterable[Torrent], patient: Patient) -> list[Torrent]:
    rule = patient.settings.category_rule
    ours = [torrent for torrent in torrents if torrent.finished and rule.follows(torrent.category)]
    return sorted(ours, key=lambda torrent: torrent.completed_at or _EVER, reverse=True)[:_SAMPLE]


def _rule_for(patient: Patient, sample: Sequence[Torrent], items: Sequence[str]) -> str:
    """The setting that would have found one of them, where names tell."""
    for torrent in sample:
        joined = shared_end(torrent.content_path, items)
        if joined is not None and joined[0] != joined[1]:
            rule = setting(patient.settings.path_map, ("client", joined[0]), ("abs", joined[1]))
            return f"set {rule} in .env, and restart shelfhook"
    theirs = patient.path_map.translate(sample[0].content_path, source="client", target="abs")
    return (
        f"set PATH_MAP so that {sample[0].content_path} of qBittorrent becomes Audiobookshelf's path, which is not "
        f"{theirs}, and restart shelfhook"
    )


async def probe_hard_links(patient: Patient) -> Seen:
    """Make a hidden file where qBittorrent saves, link it into the library, and remove both."""
    library = next(iter(patient.settings.library_dirs), None)
    if library is None:
        return skipped("LIBRARY_DIRS is empty")
    theirs = await _saves_to(patient)
    place = patient.path_map.locate(theirs, source="client", target="daemon")
    if any(paths.is_below(place.path, str(one)) for one in patient.settings.library_dirs):
        return good(f"not needed: qBittorrent saves into the library ({place.path})")
    downloads = Path(place.spelling)
    if not await asyncio.to_thread(downloads.is_dir):
        return skipped(f"{theirs} of qBittorrent cannot be seen from here")
    return await asyncio.to_thread(_link, downloads, library)


async def _saves_to(patient: Patient) -> str:
    """The folder of our torrents, as qBittorrent sees it."""
    settings, qbittorrent = patient.settings, patient.connections.qbittorrent
    categories = await qbittorrent.setup.categories()
    return (
        settings.qbittorrent_save_path
        or categories.get(settings.qbittorrent_category)
        or await qbittorrent.default_save_path()
    )


def _link(downloads: Path, library: Path) -> Seen:
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
            return good(
                f"{downloads} and {library} are on one file system; not tested, because this user may not write there"
            )
        return _apart(downloads, library, one=one)
    return good(f"a file in {downloads} was linked into {library}")


def _apart(downloads: Path, library: Path, *, one: bool) -> Seen:
    if one:
        return warning(
            f"{downloads} and {library} are on one file system, but hard links between them fail",
            "if they are two mounts, give the program that creates the links one mount that contains both",
        )
    return warning(
        f"{downloads} and {library} are on two file systems: hard links are not possible",
        "set QBITTORRENT_SAVE_PATH to a folder on the library's file system and restart shelfhook, or let "
        "qBittorrent save into the library",
    )
