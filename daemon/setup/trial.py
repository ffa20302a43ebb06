"""Clients of settings that are not in force yet: what becomes of a test says nothing of the services in use."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from daemon.config.settings import Settings
from daemon.connections import Connections, connect, mam_access
from daemon.log import hide
from daemon.parts import Parts
from domain.dependency import Dependency
from domain.sessions import StoredSession
from store.sessions import SealedSession


@dataclass(slots=True)
class TriedSession:
    """Keeps what a test makes of MAM's session until the settings are saved.

    It begins with what is stored for the same credentials, so that a session which was refused is not sent again, and
    a renewed one goes on.
    """

    stored: SealedSession
    last: StoredSession | None = field(default=None, repr=False)

    def term(self) -> int:
        """The test is the only user of these credentials."""
        return 1

    async def load(self) -> StoredSession | None:
        """As the store has it."""
        return self.last or await self.stored.load()

    async def save(self, session: StoredSession) -> None:
        """Keep it here, and out of the log."""
        hide("tried session", session.cookies.values())
        self.last = session


@dataclass(frozen=True, slots=True)
class Trial:
    """The clients of one test, and MAM's session with its answers."""

    connections: Connections
    session: TriedSession


@asynccontextmanager
async def trial(
    parts: Parts, settings: Settings, *, session: StoredSession | None = None
) -> AsyncIterator[Trial]:
    """The clients of *settings*, in the pace of the running daemon's; closed at the end.

    Args:
        parts: The running daemon's.
        settings: To be tried.
        session: MAM's, as an earlier test left it.

    Raises:
        BadInputError: A value cannot be used at all.
    """
    hide("tried settings", settings.secrets())
    unknown = {name: Dependency(name, parts.clock) for name in parts.dependencies}
    vault = TriedSession(SealedSession(parts.store.db, "mam", mam_access(settings).secret), session)
    tried = replace(parts, settings=settings, dependencies=unknown)
    async with connect(tried, vault=vault) as connections:
        yield Trial(connections, vault)
