"""What the operations need."""

from dataclasses import dataclass

from daemon.doctor.check_up import CheckUp
from daemon.doctor.patient import Patient
from daemon.edges.cycles import Cycles
from daemon.edges.notifying.notifier import Notifier
from daemon.http.api.situation import Watch
from daemon.http.api.transfers import Transfers
from daemon.parts import Acquisition, BookDesk, Imported, Parts
from daemon.setup.desk import SetupDesk
from handlers.enrichment_due import EnrichBooks
from handlers.importing.desk import ImportDesk
from handlers.matching.refresh_record import RefreshRecord
from handlers.writing.undo import UndoChanges
from store.queue.claims import Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One daemon's parts, and its actions for people."""

    parts: Parts
    watch: Watch
    cycles: Cycles
    undo: UndoChanges
    books: BookDesk
    imported: Imported
    refresh_record: RefreshRecord
    acquisition: Acquisition
    importing: ImportDesk
    enrich_books: EnrichBooks
    claims: Claims
    check_up: CheckUp
    setup: SetupDesk
    notifier: Notifier | None
    transfers: Transfers

    @property
    def patient(self) -> Patient:
        """What the check-up checks."""
        return self.check_up.patient
