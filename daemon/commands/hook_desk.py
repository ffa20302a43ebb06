"""Where commands turn to about the hook: the daemon that runs, or qBittorrent itself while none does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from pydantic import SecretStr

from daemon.commands.desk import ask, tell
from daemon.config.problems import SettingsProblemsError, contradictions, load
from daemon.config.settings import Settings
from daemon.config.state_dir import prepare_state_dir
from daemon.hook.access import HookAccess
from daemon.hook.install import HookInstall, Plan
from daemon.hook.line import HookLine, Kind
from domain.errors import UnavailableError

_SECONDS: Final = 90

View = Mapping[str, Any]


class Desk(Protocol):
    """Looks at the hook and changes it."""

    @property
    def lines(self) -> Mapping[str, str]:
        """The line of each kind, where nothing else is run."""

    def plan(self, kind: Kind | None) -> View:
        """What installing would do."""

    def install(self, kind: Kind | None) -> View:
        """Put the line in."""

    def removal(self) -> View:
        """What removing would do."""

    def remove(self) -> View:
        """Take it out."""

    def test(self, by: str) -> View:
        """Send a nonce through it: by ``line`` or by ``qbittorrent``."""


def desk() -> Desk:
    """The daemon of these settings, which may have credentials that a command has not; else this process.

    Raises:
        SettingsProblemsError: The settings are wrong.
    """
    settings = load(complete=False)
    if problems := contradictions(settings):
        raise SettingsProblemsError(problems)
    # No token is needed here, and none is made by looking.
    access = HookAccess.of(settings, SecretStr(""))
    try:
        ask(settings.state_dir, "/health")
    except UnavailableError:
        return Here(settings, access)
    return There(access)


@dataclass(frozen=True, slots=True)
class There:
    """A daemon that runs."""

    access: HookAccess

    @property
    def lines(self) -> Mapping[str, str]:
        """See `Desk`."""
        return _lines(self.access)

    def plan(self, kind: Kind | None) -> View:
        """See `Desk`."""
        return self._got(f"/api/hook{_query(kind)}")

    def install(self, kind: Kind | None) -> View:
        """See `Desk`."""
        return self._told(f"/api/hook/install{_query(kind)}")

    def removal(self) -> View:
        """See `Desk`."""
        return self._got("/api/hook?removal=1")

    def remove(self) -> View:
        """See `Desk`."""
        return self._told("/api/hook/remove")

    def test(self, by: str) -> View:
        """See `Desk`."""
        return self._told(f"/api/hook/test?by={by}")

    def _got(self, path: str) -> View:
        found: View = ask(self.access.state, path)
        return found

    def _told(self, path: str) -> View:
        found: View = tell(self.access.state, path, {}, seconds=_SECONDS)
        return found


@dataclass(frozen=True, slots=True)
class Here:
    """No daemon: qBittorrent is asked by this process."""

    settings: Settings
    access: HookAccess

    @property
    def lines(self) -> Mapping[str, str]:
        """See `Desk`."""
        return _lines(self.access)

    def plan(self, kind: Kind | None) -> View:
        """See `Desk`."""
        return self._with(lambda install: install.plan(kind))

    def install(self, kind: Kind | None) -> View:
        """See `Desk`."""
        prepare_state_dir(self.settings.state_dir)
        return self._with(lambda install: install.install(kind))

    def removal(self) -> View:
        """See `Desk`."""
        return self._with(lambda install: install.removal())

    def remove(self) -> View:
        """See `Desk`."""
        return self._with(lambda install: install.remove())

    def test(self, by: str) -> View:
        """Nobody is there to be called."""
        raise UnavailableError(
            f"a test by {by} needs the daemon: start it with `shelfhook serve`", service="daemon"
        )

    def _with(self, do: Callable[[HookInstall], Awaitable[Plan]]) -> View:
        from daemon.clock import SystemClock
        from daemon.connections import qbittorrent_of
        from domain.dependency import Dependency

        async def doing() -> View:
            clock = SystemClock()
            qbittorrent = qbittorrent_of(self.settings, Dependency("qbittorrent", clock), clock)
            try:
                return (await do(HookInstall(qbittorrent=qbittorrent, access=self.access))).shown()
            finally:
                await qbittorrent.close()

        return asyncio.run(doing())


def _lines(access: HookAccess) -> Mapping[str, str]:
    line = HookLine.to(access)
    return {kind.value: line.alone(kind) for kind in Kind}


def _query(kind: Kind | None) -> str:
    return "" if kind is None else f"?kind={kind.value}"
