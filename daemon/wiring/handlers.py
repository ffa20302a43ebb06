"""Which event goes where: the program on one screen."""

from collections.abc import Mapping

from daemon.connections import Connections
from daemon.dispatch.handling import Handler
from daemon.parts import Parts
from daemon.wiring import chapters, sidecars
from daemon.wiring.desks import Desks
from daemon.wiring.importing import Importing
from domain.described import Describe
from domain.listed_duration import DurationTag
from domain.policy import with_chapters
from handlers.acquiring.stuck_downloads import ExplainStuck
from handlers.cover_due import SetCover
from handlers.matching.find_record import FindRecord
from handlers.matching.left_alone import LeaveAlone, NoteLeftAlone
from handlers.matching.refresh_record import RefreshRecord
from handlers.reconcile_due import Reconcile
from handlers.refresh_due import RefreshRecords
from handlers.torrent_finished import ApplyRecording
from handlers.writing.write_fields import WriteFields
from store.budgets import DayBudget


def build(parts: Parts, connections: Connections, desks: Desks) -> Mapping[str, Handler]:
    """Every kind of event and who handles it."""
    importing, library = desks.importing, desks.library
    policy = with_chapters(parts.settings.metadata_policy, parts.settings.chapters)
    write_fields = WriteFields(desk=desks.items, policy=policy)
    return {
        "torrent.finished": _apply_recording(parts, connections, write_fields, importing),
        "import.due": importing.import_torrent,
        "import_all.due": importing.import_all,
        "library.changed": library.follow_folder,
        "library_sync.due": library.sync,
        "enrichment.due": desks.enrich_books,
        "refresh.due": _refresh_records(parts, connections),
        "reconcile.due": _reconcile(parts, connections),
        "chapters.due": chapters.build(parts, connections, write_fields),
        "sidecar.due": sidecars.build(parts, connections, desks.items, library),
        "search.due": desks.acquisition.search_for_books,
        "download.approved": desks.acquisition.add_torrent,
        "cover.due": SetCover(library.covers),
    }


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
        find_record=_find_record(parts, connections),
        hand_over=importing.hand_over,
        locate=library.locate,
        find_item=library.find_item,
        ask_for_scan=library.ask_for_scan,
        write_fields=write_fields,
        duration_tag=DurationTag(settings.abs_duration_tag),
        describe=Describe(genres=settings.genres, tags=settings.tags_from_mam),
        clock=parts.clock,
    )


def _find_record(parts: Parts, connections: Connections) -> FindRecord:
    return FindRecord(
        downloads=parts.store.downloads,
        imports=parts.store.imports,
        qbittorrent=connections.qbittorrent,
        mam=connections.mam,
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
