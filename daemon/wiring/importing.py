"""Everything that puts torrents' files into the library, put together."""

from dataclasses import dataclass

from daemon.config.importing import import_folders
from daemon.connections import Connections
from daemon.parts import Parts
from daemon.wiring import library as libraries
from daemon.wiring.acquisition import preferences
from daemon.wiring.library import Library
from domain.importing.targets import ImportFolders
from handlers.import_all_due import ImportAll
from handlers.import_due import ImportTorrent
from handlers.importing.desk import ImportDesk
from handlers.importing.hand_over import HandOver
from handlers.importing.outside import Outside
from handlers.importing.place import PlaceBooks
from handlers.importing.plan_import import PlanImport
from handlers.importing.present import Present
from handlers.importing.undo import UndoImport


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """Who hands torrents over, who imports them, and what a person may do about it."""

    library: Library
    hand_over: HandOver
    import_torrent: ImportTorrent
    import_all: ImportAll
    desk: ImportDesk


def build(parts: Parts, connections: Connections) -> Importing:
    """Put them together, with the library."""
    library = libraries.build(parts, connections)
    desk = _desk(parts, connections, library)
    return Importing(
        library=library,
        hand_over=HandOver(outside=desk.outside, rule=desk.rule, is_on=desk.is_on),
        import_torrent=_import_torrent(parts, desk),
        import_all=_import_all(parts, desk),
        desk=desk,
    )


def _desk(parts: Parts, connections: Connections, library: Library) -> ImportDesk:
    settings, store = parts.settings, parts.store
    folders = import_folders(
        settings.import_, settings.import_dir, settings.import_file, settings.library_dirs
    )
    return ImportDesk(
        qbittorrent=connections.qbittorrent,
        downloads=store.downloads,
        imports=store.imports,
        inbox=store.inbox,
        outside=_outside(parts, library),
        rule=settings.category_rule,
        plan_import=_plan(parts, connections, library, folders),
        present=_present(parts, connections, library),
        place=_place(parts, folders),
        clock=parts.clock,
        is_on=bool(settings.import_),
    )


def _plan(parts: Parts, connections: Connections, library: Library, folders: ImportFolders) -> PlanImport:
    return PlanImport(
        qbittorrent=connections.qbittorrent,
        linked_paths=library.linked_paths,
        books=parts.store.books,
        folders=folders,
        layout=parts.settings.import_layout,
    )


def _import_all(parts: Parts, desk: ImportDesk) -> ImportAll:
    store = parts.store
    return ImportAll(
        desk=desk, imports=store.imports, downloads=store.downloads, inbox=store.inbox, clock=parts.clock
    )


def _import_torrent(parts: Parts, desk: ImportDesk) -> ImportTorrent:
    """What carries out the word that the desk takes."""
    store, place = parts.store, desk.place
    return ImportTorrent(
        qbittorrent=desk.qbittorrent,
        downloads=store.downloads,
        imports=store.imports,
        plan_import=desk.plan_import,
        present=desk.present,
        place=place,
        undo=UndoImport(imports=store.imports, sidecars=store.sidecars, place=place, clock=parts.clock),
        clock=parts.clock,
        dry_run=parts.settings.dry_run,
    )


def _outside(parts: Parts, library: Library) -> Outside:
    return Outside(
        linked_paths=library.linked_paths,
        library_list=library.mirror.library_list,
        dirs=[str(folder) for folder in parts.settings.library_dirs],
    )


def _place(parts: Parts, folders: ImportFolders) -> PlaceBooks:
    settings = parts.settings
    return PlaceBooks(
        imports=parts.store.imports,
        modes=settings.import_,
        roots=[str(folder) for folder in folders.all],
        sidecar_of=libraries.sidecar_of(settings),
        clock=parts.clock,
    )


def _present(parts: Parts, connections: Connections, library: Library) -> Present:
    settings, store = parts.settings, parts.store
    return Present(
        qbittorrent=connections.qbittorrent,
        locate=library.locate,
        find_item=library.find_item,
        downloads=store.downloads,
        books=store.books,
        linked_paths=library.linked_paths,
        preferences=preferences(settings) if settings.upgrade_editions else None,
    )
