"""The store: all data of shelfhook, in one database."""

from store.awaited import Awaited
from store.books import Books
from store.budgets import Budgets
from store.changes import Changes
from store.completions import Completions
from store.corrections import Corrections
from store.database import Database
from store.decisions import Decisions
from store.downloads import Downloads
from store.due_times import DueTimes
from store.enrichment import Enrichment
from store.field_locks import FieldLocks
from store.imports import Imports
from store.left_alone import LeftAlone
from store.libraries import Libraries
from store.locks import Locks
from store.mirror import Mirror
from store.notices import Notices
from store.proposals import Proposals
from store.queue.expected import ExpectedItems
from store.queue.inbox import Inbox
from store.queue.waits import Waits
from store.queue.wakes import Wakes
from store.refreshes import Refreshes
from store.relinks import Relinks
from store.rules import Rules
from store.run_steps import RunSteps
from store.runs import Runs
from store.sidecars import Sidecars
from store.source_answers import SourceAnswers
from store.switches import Switches
from store.upkeep.pruning import Pruning
from store.views.views import Views


class Store:
    """All data, by subject. A process needs one of these for each database.

    Args:
        db: The database; the caller who opened it closes it.
    """

    def __init__(self, db: Database) -> None:  # noqa: PLR0915 - one line for each part
        self.db = db

        self.inbox = Inbox(db)
        arrived = self.inbox.arrived
        self.waits = Waits(db, arrived)
        self.wakes = Wakes(db, arrived)
        self.expected = ExpectedItems(db, arrived)

        self.downloads = Downloads(db)
        self.awaited = Awaited(db)
        self.completions = Completions(db)
        self.left_alone = LeftAlone(db)
        self.proposals = Proposals(db, arrived)
        self.decisions = Decisions(db, arrived)
        self.rules = Rules(db)
        self.changes = Changes(db)
        self.corrections = Corrections(db)
        self.refreshes = Refreshes(db, arrived)

        self.imports = Imports(db, arrived)
        self.sidecars = Sidecars(db, arrived)
        self.relinks = Relinks(db)

        self.books = Books(db)
        self.mirror = Mirror(db)
        self.libraries = Libraries(db)
        self.enrichment = Enrichment(db)
        self.source_answers = SourceAnswers(db)
        self.field_locks = FieldLocks(db)
        self.item_locks = Locks(db)
        self.server_locks = Locks(db)

        self.runs = Runs(db, arrived)
        self.run_steps = RunSteps(db)
        self.due_times = DueTimes(db)
        self.switches = Switches(db)
        self.budgets = Budgets(db)
        self.notices = Notices(db)

        self.views = Views(db)
        self.pruning = Pruning(db)
