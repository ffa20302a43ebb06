"""What the probes check."""

from dataclasses import dataclass

from daemon.config.settings import Settings
from daemon.connections import Connections
from daemon.hook.install import HookInstall
from daemon.hook.trial import HookTrial
from daemon.parts import Parts
from handlers.library.linked_paths import LinkedPaths
from store.addresses import file_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A daemon that listens, or the parts of one.

    Args:
        parts: The daemon's parts.
        connections: Its clients: no other process uses its session with MAM.
        settings: As the user made them.
        listens: Whether it listens, so that a hook can reach it.
    """

    parts: Parts
    connections: Connections
    settings: Settings
    listens: bool = True

    @property
    def forgets(self) -> bool:
        """Whether this is a check on a copy of a store that does not exist: what is learned of a login is lost."""
        store = file_of(self.settings.store_url)
        on_a_copy = self.settings.state_dir != self.parts.settings.state_dir
        return on_a_copy and (store is None or not store.exists())

    @property
    def looked_at(self) -> str | None:
        """The address of a PostgreSQL that is only looked at, while these parts work on an empty store; else None."""
        url = self.settings.store_url
        return url if self.parts.store.db.is_sqlite and file_of(url) is None else None

    @property
    def hook(self) -> HookInstall:
        """Its hook in qBittorrent."""
        return HookInstall(qbittorrent=self.connections.qbittorrent, access=self.parts.access)

    @property
    def trial(self) -> HookTrial:
        """The test of that hook."""
        return HookTrial(install=self.hook, calls=self.parts.hook_calls)

    @property
    def linked_paths(self) -> LinkedPaths:
        """The three views, and the rules from this machine's links."""
        return LinkedPaths(
            rules=self.settings.path_map,
            dirs=self.settings.library_dirs,
            libraries=self.parts.store.libraries,
            clock=self.parts.clock,
        )
