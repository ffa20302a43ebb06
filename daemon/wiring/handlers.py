"""Which event goes where: the program on one screen."""

from collections.abc import Mapping

from daemon.connections import Connections
from daemon.dispatch.handling import Handler
from daemon.parts import Acquisition, Parts
from daemon.wiring import chapters, sidecars
from daemon.wiring.importing import Importing
from domain.described import Describe
from domain.listed_duration import DurationTag
from domain.policy import with_chapters
from handlers.acquiring.stuck_downloads import ExplainStuck
from handlers.cover_due import SetCover
from handlers.enrichment_due import EnrichBooks
from handlers.library.as_written import MirrorWritten
from handlers.matching.find_record import FindRecord
from handlers.matching.left_alone import LeaveAlone, NoteLeftAlone
from handlers.matching.refresh_record import RefreshRecord
from handlers.reconcile_due import Reconcile
from handlers.refresh_due import RefreshRecords
from handlers.torrent_finished import ApplyRecording
from handlers.writing.item_desk import ItemDesk
from handlers.writing.item_fields import ItemFields
from handlers.writing.write_fields import WriteFields
from store.budgets import DayBudget


def build(
    parts: Parts,
    connections: Connections,
    desk: ItemDesk,
    importing: Importing,
    *,
    acquisition: Acquisition,
    enrich_books: EnrichBooks,
) -> Mapping[str, Handler]:
    """Every kind of event and who handles it.

    Args:
        parts: The daemon's parts.
        connections: The clients.
        desk: The daemon's only way of changing library items.
        importing: All that puts torrents' files into the library, and the library.
        acquisition: Searching and adding.
        enrich_books: The enrichment cycle.
    """
    write_fields = WriteFields(
        desk=desk, policy=with_chapters(parts.settings.metadata_policy, parts.settings.chapters)
    )
    library = importing.library
    return {
        "torrent.finished": _apply_recording(parts, connections, write_fields, importing),
        "import.due": importing.import_torrent,
        "import_all.due": importing.import_all,
        "library.changed": library.follow_folder,
        "library_sync.due": library.sync,
        "enrichment.due": enrich_books,
        "refresh.due": _refresh_records(parts, connections),
        "reconcile.due": _reconcile(parts, connections),
        "chapters.due": chapters.build(parts, connections, write_fields),
        "sidecar.due": sidecars.build(parts, connections, desk, library),
        "search.due": acquisition.search_for_books,
        "download.approved": acquisition.add_torrent,
        "cover.due": SetCover(library.covers),
    }


def item_desk(parts: Parts, connections: Connections) -> ItemDesk:
    """The way of changing library items; a daemon needs exactly one."""
    return ItemDesk(
        audiobookshelf=connections.audiobookshelf,
        changes=parts.store.changes,
        locks=parts.store.field_locks,
        fields=ItemFields(DurationTag(parts.settings.abs_duration_tag), parts.settings.tags_from_mam),
        clock=parts.clock,
        dry_run=parts.settings.dry_run,
        items=parts.store.item_locks,
        written=MirrorWritten(parts.store.books, parts.clock),
    )


def _apply_recording(
    parts: Parts, connections: Connections, write_fields: WriteFields, importing: Importing
) -> ApplyRecording:
    settings, library = parts.settings, importing.library
    return ApplyRecording(
        qbittorrent=connections.qbittorrent,
        downloads=parts.store.downloads,
        completions=parts.store.completions,
        left_alone=parts.store.left_alone,
        leave_alone=LeaveAlone(rule=settings.category_rule, library_list=library.mirror.library_list),
        find_record=FindRecord(
            downloads=parts.store.downloads,
            qbittorrent=connections.qbittorrent,
            mam=connections.mam,
            clock=parts.clock,
        ),
        hand_over=importing.hand_over,
        locate=library.locate,
        find_item=library.find_item,
        ask_for_scan=library.ask_for_scan,
        write_fields=write_fields,
        duration_tag=DurationTag(settings.abs_duration_tag),
        describe=Describe(genres=settings.genres, tags=settings.tags_from_mam),
        clock=parts.clock,
    )


def refresh_record(parts: Parts, connections: Connections) -> RefreshRecord:
    """The way of reading a record from MAM again, for the cycle and for a person."""
    return RefreshRecord(mam=connections.mam, refreshes=parts.store.refreshes, clock=parts.clock)


def _refresh_records(parts: Parts, connections: Connections) -> RefreshRecords:
    return RefreshRecords(
        qbittorrent=connections.qbittorrent,
        refreshes=parts.store.refreshes,
        refresh_record=refresh_record(parts, connections),
        runs=parts.store.runs,
        day=DayBudget(
            budgets=parts.store.budgets,
            name="refresh",
            limit=parts.settings.mam_refresh_per_day,
            zone=parts.settings.timezone,
            clock=parts.clock,
        ),
        clock=parts.clock,
    )


def _reconcile(parts: Parts, connections: Connections) -> Reconcile:
    unfinished = parts.store.views.unfinished
    return Reconcile(
        qbittorrent=connections.qbittorrent,
        completions=parts.store.completions,
        unfinished=unfinished,
        explain_stuck=ExplainStuck(unfinished=unfinished, changes=parts.store.changes, clock=parts.clock),
        note_left_alone=NoteLeftAlone(
            left_alone=parts.store.left_alone,
            rule=parts.settings.category_rule,
            clock=parts.clock,
        ),
        runs=parts.store.runs,
        rule=parts.settings.category_rule,
        clock=parts.clock,
    )
