"""What lists, pages and notifications show of the store."""

from store.database import Database
from store.kept import Kept
from store.views.activity import Activity
from store.views.commits import Commits
from store.views.event_list import EventList
from store.views.imported import Imported
from store.views.listing import Listing
from store.views.noticeable import Noticeable
from store.views.of_book import OfBook
from store.views.of_run import OfRun
from store.views.pages import Pages
from store.views.subjects import Subjects
from store.views.unfinished import UnfinishedDownloads
from store.views.waiting import WaitingForPerson


class Views:
    """The views of one store."""

    def __init__(self, db: Database) -> None:
        kept = Kept(db)
        self.activity = Activity(db)
        self.commits = Commits(db)
        self.event_list = EventList(kept)
        self.imported = Imported(db, kept)
        self.listing = Listing(db, kept)
        self.noticeable = Noticeable(db)
        self.of_book = OfBook(db)
        self.of_run = OfRun(db)
        self.pages = Pages(kept)
        self.subjects = Subjects(kept)
        self.unfinished = UnfinishedDownloads(db)
        self.waiting = WaitingForPerson(kept)
