"""The parts that have to do with the library, put together."""

from dataclasses import dataclass

from clients.audiobookshelf import Audiobookshelf
from clients.qbittorrent import Qbittorrent
from daemon.config.settings import Settings
from daemon.connections import Connections
from daemon.edges.watching.comparing import CompareWithMirror
from daemon.parts import Parts
from domain.described import Describe
from domain.policy import with_chapters
from handlers.importing.others_books import WriteBesideBook
from handlers.importing.sidecar_of import SidecarOf
from handlers.library.adopt import AdoptFolder
from handlers.library.as_written import MirrorWritten
from handlers.library.ask_for_scan import AskForScan
from handlers.library.expecting import ExpectItem
from handlers.library.library_list import LibraryList
from handlers.library.linked_paths import LinkedPaths
from handlers.library.mirror import MirrorLibrary
from handlers.library.new_ids import RecogniseNewIds
from handlers.library.newest import NewestItems
from handlers.library.twins import FindTwins
from handlers.library.wake import WakeDownloads
from handlers.library_changed import FollowFolder
from handlers.library_sync_due import SyncLibrary
from handlers.matching.by_inode import ByInode
from handlers.matching.by_path import ByPath
from handlers.matching.by_text import ByText
from handlers.matching.explain_shape import ExplainShape
from handlers.matching.find_item import FindItem
from handlers.matching.torrent_files import LocateFiles
from handlers.writing.cover import CoverDesk
from handlers.writing.cover_offers import CoverOffers


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One of each: the mirror remembers its last refresh, and the requests for scans keep their pace."""

    linked_paths: LinkedPaths
    mirror: MirrorLibrary
    newest: NewestItems
    covers: CoverDesk
    ask_for_scan: AskForScan
    locate: LocateFiles
    find_item: FindItem
    follow_folder: FollowFolder
    sync: SyncLibrary
    compare: CompareWithMirror


def build(parts: Parts, connections: Connections) -> Library:
    """Put them together."""
    shelf, linked_paths = connections.audiobookshelf, _linked_paths(parts)
    mirror = _mirror(parts, shelf)
    ask_for_scan = _ask_for_scan(parts, shelf, mirror)
    newest = _newest(parts, mirror, linked_paths)
    expect_item = ExpectItem(libraries=parts.store.libraries, clock=parts.clock)
    adopt = _adopt(parts, connections.qbittorrent, linked_paths)
    return Library(
        linked_paths=linked_paths,
        mirror=mirror,
        newest=newest,
        covers=_covers(parts, connections, linked_paths),
        ask_for_scan=ask_for_scan,
        locate=LocateFiles(linked_paths, parts.store.imports),
        find_item=_find_item(parts, newest, ask_for_scan, expect_item),
        follow_folder=_follow_folder(parts, newest, ask_for_scan, expect_item, adopt),
        sync=_sync(parts, newest),
        compare=_compare(parts, linked_paths),
    )


def _linked_paths(parts: Parts) -> LinkedPaths:
    settings = parts.settings
    return LinkedPaths(
        rules=settings.path_map,
        dirs=settings.library_dirs,
        libraries=parts.store.libraries,
        clock=parts.clock,
    )


def _mirror(parts: Parts, shelf: Audiobookshelf) -> MirrorLibrary:
    bookkeeping, libraries = parts.store.mirror, parts.store.libraries
    return MirrorLibrary(
        audiobookshelf=shelf,
        books=parts.store.books,
        mirror=bookkeeping,
        libraries=libraries,
        library_list=LibraryList(
            audiobookshelf=shelf, libraries=libraries, mirror=bookkeeping, clock=parts.clock
        ),
        recognise_new_ids=RecogniseNewIds(audiobookshelf=shelf, books=parts.store.books, mirror=bookkeeping),
        clock=parts.clock,
    )


def _newest(parts: Parts, mirror: MirrorLibrary, linked_paths: LinkedPaths) -> NewestItems:
    twins = FindTwins(parts.store.books, parts.store.libraries)
    return NewestItems(
        mirror=mirror,
        wake_downloads=WakeDownloads(awaited=parts.store.awaited, find_twins=twins),
        linked_paths=linked_paths,
        inbox=parts.store.inbox,
        expected=parts.store.expected,
        clock=parts.clock,
    )


def _follow_folder(
    parts: Parts, newest: NewestItems, ask_for_scan: AskForScan, expect_item: ExpectItem, adopt: AdoptFolder
) -> FollowFolder:
    return FollowFolder(
        linked_paths=newest.linked_paths,
        books=parts.store.books,
        newest=newest,
        expect_item=expect_item,
        ask_for_scan=ask_for_scan,
        wake=newest.wake_downloads,
        adopt=adopt,
        write_beside=_write_beside(parts, adopt),
    )


def _compare(parts: Parts, linked_paths: LinkedPaths) -> CompareWithMirror:
    store = parts.store
    return CompareWithMirror(
        books=store.books, mirror=store.mirror, libraries=store.libraries, linked_paths=linked_paths
    )


def _sync(parts: Parts, newest: NewestItems) -> SyncLibrary:
    return SyncLibrary(
        audiobookshelf=newest.mirror.audiobookshelf,
        runs=parts.store.runs,
        libraries=parts.store.libraries,
        mirror=parts.store.mirror,
        mirror_library=newest.mirror,
        wake=newest.wake_downloads,
        clock=parts.clock,
    )


def _ask_for_scan(parts: Parts, shelf: Audiobookshelf, mirror: MirrorLibrary) -> AskForScan:
    return AskForScan(
        audiobookshelf=shelf,
        libraries=parts.store.libraries,
        library_list=mirror.library_list,
        clock=parts.clock,
        allowed=parts.settings.abs_scan == "auto",
    )


def _find_item(
    parts: Parts, newest: NewestItems, ask_for_scan: AskForScan, expect_item: ExpectItem
) -> FindItem:
    books = parts.store.books
    return FindItem(
        by_path=ByPath(books=books),
        by_inode=ByInode(books=books),
        by_text=ByText(books=books, libraries=parts.store.libraries),
        find_twins=newest.wake_downloads.find_twins,
        books=books,
        awaited=parts.store.awaited,
        downloads=parts.store.downloads,
        mirror_library=newest.mirror,
        newest=newest,
        ask_for_scan=ask_for_scan,
        expect_item=expect_item,
        explain_shape=_explain_shape(parts, newest.linked_paths),
    )


def _explain_shape(parts: Parts, linked_paths: LinkedPaths) -> ExplainShape:
    dirs = [str(folder) for folder in parts.settings.library_dirs]
    return ExplainShape(books=parts.store.books, linked_paths=linked_paths, dirs=dirs)


def _adopt(parts: Parts, qbittorrent: Qbittorrent, linked_paths: LinkedPaths) -> AdoptFolder:
    return AdoptFolder(
        qbittorrent=qbittorrent,
        linked_paths=linked_paths,
        clock=parts.clock,
        rule=parts.settings.category_rule,
    )


def sidecar_of(settings: Settings) -> SidecarOf:
    """What makes a book's metadata file."""
    return SidecarOf(
        Describe(genres=settings.genres, tags=settings.tags_from_mam),
        with_chapters(settings.metadata_policy, settings.chapters),
    )


def _write_beside(parts: Parts, adopt: AdoptFolder) -> WriteBesideBook | None:
    settings, store = parts.settings, parts.store
    if settings.sidecar == "off" or settings.dry_run:
        return None
    return WriteBesideBook(
        awaited=store.awaited,
        downloads=store.downloads,
        sidecars=store.sidecars,
        torrents=adopt,
        sidecar_of=sidecar_of(settings),
        dirs=[str(folder) for folder in settings.library_dirs],
        clock=parts.clock,
    )


def _covers(parts: Parts, connections: Connections, linked_paths: LinkedPaths) -> CoverDesk:
    """The way of changing covers; its locks are those of the items."""
    store = parts.store
    return CoverDesk(
        audiobookshelf=connections.audiobookshelf,
        covers=connections.covers,
        changes=store.changes,
        locks=store.field_locks,
        items=store.item_locks,
        written=MirrorWritten(parts.clock),
        fetch=connections.pictures,
        offers=CoverOffers(store.downloads, store.source_answers),
        path_map=linked_paths.map,
        policy=parts.settings.metadata_policy,
        clock=parts.clock,
        dry_run=parts.settings.dry_run,
    )
