"""The parts of a running daemon that its edges share."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clients.mam.pace import Pace
from daemon.config.reloading import Reloading
from daemon.config.settings import Settings
from daemon.dispatch.leadership import Leadership
from daemon.dispatch.producer import Hooks
from daemon.dispatch.tally import Tally
from daemon.hook.access import HookAccess
from daemon.hook.calls import HookCalls
from daemon.kept_log.ring import LogRing
from domain.clock import Clock
from domain.dependency import Dependency
from handlers.acquiring.gate import AcquisitionGate
from handlers.acquiring.manual_searches import ManualSearches
from handlers.acquiring.propose import ProposeBooks
from handlers.download_approved import AddTorrent
from handlers.importing.check_links import CheckLinks
from handlers.importing.link_again import LinkAgain
from handlers.importing.whereabouts import FindWhereabouts
from handlers.search_due import SearchForBooks
from handlers.writing.describe_book import DescribeBook
from handlers.writing.take_value import LockField, TakeValue
from store.budgets import DayBudget, KeyAllowance
from store.proposals import Proposals
from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The store, the services' known states, and our credentials.

    `google_books` is the key's quota at Google Books, None without a key; `lookups` how many books may be looked up
    there in a day, `audible` how many searches at Audible Audiobookshelf makes for us. `started_at` is when these settings
    were taken. `awaiting` is set when an event begins to wait for a library item.
    """

    settings: Settings
    clock: Clock
    store: Store
    leadership: Leadership
    google_books: KeyAllowance | None
    lookups: DayBudget
    audible: DayBudget
    dependencies: Mapping[str, Dependency]
    mam_pace: Pace
    tally: Tally
    access: HookAccess
    kept_log: LogRing
    reloading: Reloading
    started_at: datetime
    version: str
    hook_calls: HookCalls = field(default_factory=HookCalls)
    hooks: Hooks = field(default_factory=Hooks)
    awaiting: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def page_url(self) -> str:
        """The address of the daemon's page: as set, else where it listens."""
        return self.settings.page_url or f"{self.access.url}{self.settings.base_path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """The common parts of searching, a person's wish and an approval."""

    gate: AcquisitionGate
    proposals: Proposals
    propose: ProposeBooks
    manual: ManualSearches
    search_for_books: SearchForBooks
    add_torrent: AddTorrent


@dataclass(frozen=True, slots=True, kw_only=True)
class BookDesk:
    """What a person sees of one book, and what they may say about its fields."""

    describe: DescribeBook
    take: TakeValue
    lock: LockField


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of the imports since, and their links."""

    whereabouts: FindWhereabouts
    check: CheckLinks
    links: LinkAgain
