"""What lasts as long as the process: a reload makes all the rest again."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from clients.mam.pace import INTERVAL, Pace
from daemon.config.reloading import Reloading
from daemon.config.settings import Settings
from daemon.config.state_dir import owner_name, prepare_state_dir
from daemon.dispatch.leadership import Leadership, leadership
from daemon.dispatch.producer import Hooks
from daemon.dispatch.tally import Tally
from daemon.hook.calls import HookCalls
from daemon.http.pages.flashes import Notices
from daemon.kept_log.ring import LogRing
from daemon.setup.drafts import Drafts
from daemon.wiring import services
from domain.clock import Clock
from domain.dependency import Dependency
from store.database import Database
from store.store import Store
from store.upkeep.soundness import examine
from store.upkeep.upgrade import upgrade

_ACCOUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "mam": ("mam_url", "mam_proxy", "mam_id", "mam_username", "mam_password"),
    "audiobookshelf": ("abs_url", "abs_token"),
    "qbittorrent": (
        "qbittorrent_url",
        "qbittorrent_username",
        "qbittorrent_password",
        "qbittorrent_api_key",
    ),
    "google_books": ("google_books_url", "google_books_api_key"),
}
"""The settings by which a service and our account there are known, beside the certificates that are trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """The store and the lead, MAM's pace, what is counted, and what is known of the services.

    A reload is no restart for others: no other daemon may lead meanwhile, no pause that a service asked for is cut
    short, and a refused key is not tried again.
    """

    clock: Clock
    store: Store
    leadership: Leadership
    kept_log: LogRing
    mam_pace: Pace
    reloading: Reloading = field(default_factory=Reloading)
    tally: Tally = field(default_factory=Tally)
    hooks: Hooks = field(default_factory=Hooks)
    hook_calls: HookCalls = field(default_factory=HookCalls)
    notices: Notices = field(default_factory=Notices)
    drafts: Drafts = field(default_factory=Drafts)
    _known: dict[str, tuple[object, Dependency]] = field(default_factory=dict)

    async def services(self, settings: Settings) -> Mapping[str, Dependency]:
        """Every service by its name; one with another address or account is not known yet."""
        for name, service in services.build(settings, self.clock, self.store).items():
            account = [getattr(settings, one) for one in ("ca_file", *_ACCOUNTS[name])]
            known, _ = self._known.get(name, (None, None))
            if known != account:
                await service.restore()
                self._known[name] = (account, service)
        return {name: service for name, (_, service) in self._known.items()}


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, *, alone: bool = False) -> AsyncIterator[Lasting]:
    """The store, once no other process has it; closed at the end.

    Args:
        settings: Say where it is.
        clock: The time.
        alone: Whether other daemons on the same PostgreSQL are in the way; on SQLite they always are.

    Raises:
        NeedsPersonError: Another daemon runs on this store, or with this state directory.
        BadInputError: The store is of a newer version, or it or the state directory cannot be written.
        DamagedStoreError: The store is no whole database.
        UnavailableError: The database does not answer.
    """
    async with AsyncExitStack() as stack:
        db = Database(settings.store_url)
        prepare_state_dir(settings.state_dir)
        stack.push_async_callback(db.close)
        store = Store(db)
        leading = leadership(db, owner_name(settings.state_dir), store.inbox.arrived, clock, alone=alone)
        stack.push_async_callback(leading.close)
        await leading.open()
        await examine(db)
        await upgrade(db)
        yield Lasting(
            clock=clock,
            store=store,
            leadership=leading,
            kept_log=LogRing(settings.state_dir),
            mam_pace=Pace(clock=clock, interval=INTERVAL),
        )
