"""Whether qBittorrent's finished torrents are found in the library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from gettext import ngettext
from typing import Final

from clients.audiobookshelf import LibraryItem
from clients.qbittorrent import Torrent
from daemon.config.sources import where_to_set
from daemon.doctor.audiobookshelf import newest_items
from daemon.doctor.finding import Seen, broken, good, skipped
from daemon.doctor.path_rules import setting, shared_end
from daemon.doctor.patient import Patient
from domain import paths
from domain.counted import counted
from domain.errors import NotFoundError
from domain.fixes import RELOAD
from domain.paths import PathMap
from handlers.matching.torrent_files import LocateFiles, TorrentContent

_SAMPLE: Final = 10
_EVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The known part of the library: all of it from a complete mirror, and the newest items anyway."""

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
    """Search the library for the torrents that finished last."""
    sample = _newest(await patient.connections.qbittorrent.torrents(), patient)
    if not sample:
        return skipped("qBittorrent has no finished torrent for shelfhook yet")
    _, newest = await newest_items(patient.connections.audiobookshelf)
    known = await patient.parts.store.libraries.all()
    whole = bool(known) and all(library.compared_at is not None for library in known)
    shelf = _Shelf(patient, newest, whole)
    locate = LocateFiles(patient.linked_paths, patient.parts.store.imports)
    has = {torrent: there for torrent in sample if (there := await _has(shelf, locate, torrent)) is not None}
    of, found = list(has), sum(has.values())
    if not of:
        return skipped("of the torrents that finished last none holds audio")
    evidence = _shown(found, len(of))
    if found:
        return good(evidence)
    among = "" if whole else f", judging by its newest {counted(len(newest), 'item', 'items')}"
    mend = _rule_for(await patient.linked_paths.map(), patient, of, [item.path for item in newest])
    return broken(f"{evidence}{among}", mend)


async def _has(shelf: _Shelf, locate: LocateFiles, torrent: Torrent) -> bool | None:
    """Whether the library has a torrent's book; None for one without audio, or that was removed just now."""
    try:
        content = await locate(torrent, partial(shelf.patient.connections.qbittorrent.files, torrent.hash))
        return None if await content.is_without_audio() else await shelf.has(content)
    except NotFoundError:
        return None


def _newest(torrents: Iterable[Torrent], patient: Patient) -> list[Torrent]:
    rule = patient.settings.category_rule
    ours = [torrent for torrent in torrents if torrent.finished and rule.follows(torrent.category)]
    return sorted(ours, key=lambda torrent: torrent.completed_at or _EVER, reverse=True)[:_SAMPLE]


def _shown(found: int, of: int) -> str:
    if of == 1:
        return f"the torrent that finished last is {'in' if found else 'not in'} the library"
    return f"{found} of the {of} torrents that finished last {ngettext('is', 'are', found)} in the library"


def _rule_for(path_map: PathMap, patient: Patient, sample: Sequence[Torrent], items: Sequence[str]) -> str:
    """The setting that would have found one of them, judging by names."""
    for torrent in sample:
        joined = shared_end(torrent.content_path, items)
        if joined is not None and joined[0] != joined[1]:
            rule = setting(patient.settings.path_map, ("client", joined[0]), ("abs", joined[1]))
            return f"set {rule} {where_to_set()}, and {RELOAD}"
    theirs = path_map.translate(sample[0].content_path, source="client", target="abs")
    return (
        f"set PATH_MAP so that {sample[0].content_path} of qBittorrent becomes Audiobookshelf's path, which is not "
        f"{theirs}, and {RELOAD}"
    )
